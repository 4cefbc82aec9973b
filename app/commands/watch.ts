import type { Logger } from "pino";
import { redactionKey } from "../sanitize/key.ts";
import { sanitizer } from "../sanitize/sanitizer.ts";
import type { Settings } from "../settings.ts";
import { usualSources } from "../sources/sources.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { type Watch, type WatchParts, watchChats } from "../watch/watch.ts";
import { storePlace } from "./store-place.ts";

interface WatchSurroundings
  extends Pick<WatchParts, "store" | "vectors" | "embedder" | "onImport"> {
  log: Logger;
}

/**
 * Starts the watch of this machine's chats, whose log lines say where they are stored; undefined
 * where it is off or nothing can be stored.
 */
export async function watchUsualChats(
  settings: Settings,
  machine: Machine,
  { log, ...surroundings }: WatchSurroundings,
): Promise<Watch | undefined> {
  const scope = settings.runsBackgroundJobs ? settings.watch : "off";
  if (scope === "off" || surroundings.store.unavailableReason !== undefined) return undefined;
  return watchChats({
    sources: () => usualSources(machine),
    scope,
    ...surroundings,
    sanitizer: sanitizer({ key: await redactionKey(settings.dataDirectory) }),
    log: log.child(storePlace(settings)),
  });
}
