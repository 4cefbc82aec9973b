import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Listing, listChats } from "../import/discovery.ts";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import { liveThreadsSource } from "../sources/github/live.ts";
import type { ChatSource, SourceKind } from "../sources/model.ts";
import { samplesFolder } from "../sources/samples.ts";
import { sourcesAt, usualSources } from "../sources/sources.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { databaseFileName } from "../store/database-file.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { countText } from "./terminal.ts";

/** Which chats an import reads. */
export interface ChatChoice {
  listings: Listing[];
  areSamples: boolean;
  /** Why it is not the chats that a person would expect; undefined when it is. */
  note: string | undefined;
}

export interface ChoiceOptions {
  /** Folders and files to read instead of what is usual on this machine. */
  from?: string[];
  /** Products whose chats are read; default: all. */
  source?: SourceKind[];
  /** Reads the sample chats of the project. */
  samples?: boolean;
  /** Asks github.com for its threads, instead of what is on this machine. */
  githubLive?: boolean;
}

/** What people call the products. */
export const productNames: Record<SourceKind, string> = {
  vscode: "VS Code",
  "copilot-cli": "Copilot CLI",
  github: "github.com",
};

/**
 * The chats asked for, else those of this machine. Where there are none and none were ever stored,
 * the samples, so that there is something to try.
 */
export async function chooseChats(
  options: ChoiceOptions,
  settings: Settings,
  machine: Machine,
): Promise<ChatChoice> {
  const { from, source: kinds, samples, githubLive } = options;
  if (githubLive) return chatsOf([liveSource(settings)]);
  if (samples) return chatsOf(sourcesAt([samplesFolder]), { areSamples: true });
  const isAskedFor = ({ kind }: ChatSource) => kinds === undefined || kinds.includes(kind);
  if (from) return chatsOf(sourcesAt(from).filter(isAskedFor));

  const usual = await chatsOf(usualSources(machine).filter(isAskedFor));
  if (fileCount(usual.listings) > 0) return usual;
  if (kinds !== undefined) return { ...usual, note: noneOf(kinds) };
  const none = "No Copilot chats found in the usual folders";
  const instead = await chatsOf(sourcesAt([samplesFolder]), { areSamples: true });
  if (await holdsOtherChats(settings, instead.listings)) {
    return { ...usual, note: `${none}; what was imported before is kept.` };
  }
  const count = countText(fileCount(instead.listings), "sample chat");
  return {
    ...instead,
    note: `${none}; importing ${count} instead (--from <path> reads chats from elsewhere).`,
  };
}

function liveSource({ githubLive: { url, token } }: Settings): ChatSource {
  if (token !== undefined) return liveThreadsSource({ url, token });
  throw new Error(
    `${chatApp.environment.githubLive.token}: missing; use what the page github.com/copilot ` +
      "sends after GitHub-Bearer, as the browser's network panel shows it",
  );
}

export function fileCount(listings: Listing[]): number {
  return listings.reduce((sum, { files }) => sum + files.length, 0);
}

async function chatsOf(sources: ChatSource[], { areSamples = false } = {}): Promise<ChatChoice> {
  return { listings: await listChats(sources), areSamples, note: undefined };
}

function noneOf(kinds: SourceKind[]): string {
  if (kinds.every((kind) => kind === "github")) {
    return "github.com keeps its chats on no machine; --from <file> reads those that you saved.";
  }
  const names = kinds.map((kind) => productNames[kind]).join(" or ");
  return `No chats of ${names} found in the usual folders (--from <path> reads them from elsewhere).`;
}

/** Whether more is stored than the samples of an earlier import. */
async function holdsOtherChats(settings: Settings, samples: Listing[]): Promise<boolean> {
  const { dataDirectory, database } = settings;
  // Asking must not make the file.
  if (database === undefined && !existsSync(join(dataDirectory, databaseFileName))) return false;
  const { store } = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    let storedSamples = 0;
    for (const { path } of samples.flatMap(({ files }) => files)) {
      if ((await store.fileState(path)) !== undefined) storedSamples += 1;
    }
    return (await store.counts()).sessions > storedSamples;
  } finally {
    await store.close();
  }
}
