import { discoveredFolders } from "../import/discovery.ts";
import type { ImportReport } from "../import/report.ts";
import { loggableError } from "../telemetry/log.ts";
import type { Look, Sight } from "./look.ts";

/** What of a log a watch needs. */
export interface WatchLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Tells what is new since the look before: a watch that has nothing to tell is quiet. */
export function watchLog(log: WatchLogger) {
  let told = "[[],[]]";
  let filesFailed = 0;
  let isFailing = false;

  function tellFolders({ listings, heldBack }: Sight): void {
    const roots = listings.flatMap(({ source }) => source.roots);
    const watched = roots.filter((root) => !heldBack.includes(root));
    const places = JSON.stringify([watched, heldBack]);
    if (places === told) return;
    told = places;
    const sessions = discoveredFolders(listings).reduce((sum, folder) => sum + folder.sessions, 0);
    if (watched.length > 0) log.info({ folders: watched, sessions }, "watching chats");
    if (heldBack.length > 0) {
      log.info({ folders: heldBack }, "not watched, because no import has read them yet");
    }
  }

  function tellReport(report: ImportReport): void {
    const { sessionsAdded, sessionsUpdated, messagesAdded, messagesUpdated } = report;
    if (sessionsAdded + sessionsUpdated > 0) {
      log.info({ sessionsAdded, sessionsUpdated, messagesAdded, messagesUpdated }, "chats stored");
    }
    if (report.filesFailed > 0 && report.filesFailed !== filesFailed) {
      log.warn({ files: report.filesFailed }, "files could not be read; `import` names them");
    }
    filesFailed = report.filesFailed;
  }

  return {
    sight: tellFolders,
    look({ report }: Look): void {
      isFailing = false;
      if (report !== undefined) tellReport(report);
    },
    failure(error: unknown): void {
      if (!isFailing) log.warn({ error: loggableError(origin(error)) }, "chats cannot be stored");
      isFailing = true;
    },
  };
}

/** The database's own error, whose code stays out of ours. */
function origin(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}
