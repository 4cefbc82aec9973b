import { chooseEmbedder } from "../embedders/choose.ts";
import { currentEmbedder } from "../embedders/current.ts";
import { lateEmbedder } from "../embedders/late.ts";
import { legGuards } from "../search/guards.ts";
import { hybridSearch } from "../search/hybrid.ts";
import type { SearchHit, SearchResponse } from "../search/search.ts";
import type { Settings } from "../settings.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import {
  countText,
  dateText,
  durationText,
  printable,
  type Style,
  type Terminal,
} from "./terminal.ts";

export interface SearchOptions {
  /** 1 to 100. */
  limit: number;
  json?: boolean;
}

/** A model is loaded for this one search, and nothing else waits for it. */
const patience = { text: 30_000, embedding: 30_000, vectors: 30_000 };

/** Prints the sessions that fit the words, best first. Returns the exit code. */
export async function search(
  words: string[],
  options: SearchOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const log = jsonLog(settings.logLevel, process.stderr);
  const { store, vectors } = await openStore(settings, log);
  try {
    const chosen = lateEmbedder(chooseEmbedder(settings.embedder));
    const embedder = currentEmbedder(vectors, chosen);
    const guards = legGuards({ limitsMs: patience });
    const find = hybridSearch({ store, vectors, embedder, guards, log });
    const response = await find({ query: words.join(" "), limit: options.limit });
    if (options.json) {
      terminal.out(JSON.stringify(response));
      return 0;
    }
    for (const line of searchLines(response, terminal.style)) terminal.out(line);
    if (response.hits.length === 0 && (await store.counts()).sessions === 0) {
      terminal.err("No chats are stored yet; import them first: npm run chats -- import");
    }
    return 0;
  } finally {
    await store.close();
  }
}

/** What a person reads of a response. */
export function searchLines(response: SearchResponse, style: Style): string[] {
  const { hits, tookMs, fallbackReason } = response;
  const summary = `${countText(hits.length, "session")} in ${durationText(tookMs)}`;
  const fallback =
    fallbackReason === undefined
      ? []
      : [style.yellow(`Found by words alone: ${fallbackReason.message}`)];
  if (hits.length === 0) return ["Nothing found.", ...fallback];
  return [...hits.flatMap((hit) => [...hitLines(hit, style), ""]), ...fallback, style.dim(summary)];
}

function hitLines({ session, role, snippet, marks }: SearchHit, style: Style): string[] {
  const place = [session.workspace, dateText(session.updatedAt)]
    .filter((part) => part !== undefined)
    .map(printable);
  return [
    style.bold(printable(session.title)),
    style.dim(`  ${place.join(" · ")}`),
    `  ${style.dim(role === "user" ? "you:" : "copilot:")} ${marked(printable(snippet), marks, style)}`,
  ];
}

function marked(text: string, marks: [number, number][], style: Style): string {
  let end = 0;
  const pieces = marks.flatMap(([from, to]) => {
    const before = text.slice(end, from);
    end = to;
    return [before, style.bold(style.yellow(text.slice(from, to)))];
  });
  return pieces.join("") + text.slice(end);
}
