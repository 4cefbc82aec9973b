import { type Listing, listChats } from "../import/discovery.ts";
import { type ImportParts, importChats } from "../import/import.ts";
import type { ImportReport } from "../import/report.ts";
import type { ChatSource } from "../sources/model.ts";
import { importedFolders } from "./imported-folders.ts";

export interface LookParts
  extends Pick<ImportParts, "store" | "vectors" | "embedder" | "sanitizer" | "signal"> {
  /** What there is to watch now: folders come and go. */
  sources: () => ChatSource[];
  /** `imported`: only what was imported before, and what appears meanwhile. */
  scope: "imported" | "all";
  /** Called with every look before it reads a chat. */
  onSight?: (sight: Sight) => void;
}

/** What a look saw, before a chat is read. */
export interface Sight {
  /** What is watched. */
  listings: Listing[];
  /** Folders that nobody has imported yet. */
  heldBack: string[];
}

/** What a look saw and did. */
export interface Look extends Sight {
  /** Undefined where nothing was new, so that nothing was imported. */
  report: ImportReport | undefined;
}

/** After this everything is looked at afresh, and an import tells that the watch is alive. */
const refreshMs = 15 * 60_000;
/** A file that ended in the middle of a line is read again after this, though it looks the same. */
const tornMs = 60_000;

/**
 * Makes looks at the chats: each lists the files, and imports when one is new or has changed since
 * the last look. Throws what an import throws; the next look tries again. `now` gives milliseconds
 * of a clock that nobody can set.
 */
export function chatLooks(
  parts: LookParts,
  now: () => number = () => performance.now(),
): () => Promise<Look> {
  const permission = importedFolders(parts.store);
  let memory = emptyMemory(parts, now());

  return async () => {
    if (now() >= memory.endsAt) memory = emptyMemory(parts, now());
    memory.sources = sameOrNew(memory.sources, parts.sources());
    const listed = await listChats(memory.sources);
    const sight =
      parts.scope === "all" ? { listings: listed, heldBack: [] } : await permission(listed);
    parts.onSight?.(sight);

    const states = fileStates(sight.listings);
    const isDue = now() >= memory.importDueAt || isNews(states, memory.states);
    if (!isDue) return { ...sight, report: undefined };

    const report = await importChats({ ...parts, ...sight, bytesPerStep: 0 });
    memory.states = states;
    memory.importDueAt = report.tornFiles.length > 0 ? now() + tornMs : Number.POSITIVE_INFINITY;
    return { ...sight, report };
  };
}

/** What one look leaves to the next; thrown away now and then, so that it neither grows nor ages. */
function emptyMemory({ sources }: LookParts, time: number) {
  return {
    endsAt: time + refreshMs,
    sources: sources(),
    states: new Map<string, string>(),
    importDueAt: Number.POSITIVE_INFINITY,
  };
}

/** A source knows more with every listing, so it is kept as long as its folders are the same. */
function sameOrNew(before: ChatSource[], now: ChatSource[]): ChatSource[] {
  const places = (sources: ChatSource[]) =>
    JSON.stringify(sources.map(({ kind, roots }) => [kind, roots]));
  return places(before) === places(now) ? before : now;
}

function fileStates(listings: Listing[]): Map<string, string> {
  const files = listings.flatMap((listing) => listing.files);
  return new Map(
    files.map(({ path, sizeBytes, modifiedAtMs, inode }) => [
      path,
      `${sizeBytes} ${modifiedAtMs} ${inode}`,
    ]),
  );
}

/** A file that is gone is none: what was stored of it stays. */
function isNews(states: Map<string, string>, before: Map<string, string>): boolean {
  for (const [path, state] of states) {
    if (before.get(path) !== state) return true;
  }
  return false;
}
