import type { Settings } from "../settings.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import type { Terminal } from "./terminal.ts";

export interface ShareOptions {
  /** Takes the session back instead. */
  private?: boolean;
  /** Prints one JSON object. */
  json?: boolean;
}

/** Shows a session to whoever has a key of this database. Returns the exit code. */
export async function shareVerb(
  id: string,
  options: ShareOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const visibility = options.private ? "private" : "team";
  const { store } = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    if (!(await store.setVisibility(id, visibility))) {
      terminal.err(
        `${JSON.stringify(id)}: no such session of yours; use an id as the page's address has it, ` +
          "for example vscode:5d2…",
      );
      return 1;
    }
    if (options.json) terminal.out(JSON.stringify({ id, visibility }));
    else terminal.out(options.private ? "You alone see it now." : "The team sees it now.");
    return 0;
  } finally {
    await store.close();
  }
}
