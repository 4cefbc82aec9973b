import { collectorName } from "../push/collector.ts";
import { pushKey } from "../push/key.ts";
import { type PushRequest, pushSessions } from "../push/push.ts";
import type { PushReport } from "../push/report.ts";
import { pushServer } from "../push/server.ts";
import { pushTarget } from "../push/target.ts";
import { type Patience, usualPatience } from "../resilience/retry.ts";
import { redactionKey } from "../sanitize/key.ts";
import { sanitizer } from "../sanitize/sanitizer.ts";
import type { Settings } from "../settings.ts";
import type { SourceKind } from "../sources/model.ts";
import { type OpenedStore, openStore } from "../store/open.ts";
import type { SessionState } from "../store/session-states.ts";
import type { Visibility } from "../store/store.ts";
import { jsonLog } from "../telemetry/log.ts";
import { interruptionByPerson } from "./interruption.ts";
import { leakCheck } from "./leaks.ts";
import { workspaceNamed } from "./maintain-retention.ts";
import { pushProgressText, waitText } from "./push-progress.ts";
import { introLines, pushedLines, warningLines } from "./push-text.ts";
import type { Terminal } from "./terminal.ts";

export interface PushOptions {
  /** Address of the server. */
  to: string;
  /** File that holds the key of the server, in the place of CHATS_PUSH_KEY. */
  keyFile?: string;
  /** Name, repository or folder of the one workspace whose sessions go; absent for all. */
  workspace?: string;
  /** Products whose sessions go; absent for all. */
  source?: SourceKind[];
  /** Who sees them there; absent to leave it as it is, at first private. */
  visibility?: Visibility;
  batchBytes: number;
  /** Says what would go where; asks nobody and sends nothing. */
  dryRun?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/**
 * Sends the stored chats to a server that does not have them like this. Returns the exit code: 1 when
 * one was refused or the server gave no answer in time, 2 for what cannot be meant, 130 when the
 * person stopped it.
 */
export async function pushVerb(
  options: PushOptions,
  settings: Settings,
  terminal: Terminal,
  patience: Patience = usualPatience,
): Promise<number> {
  const say = (lines: string[]) => lines.forEach(options.json ? terminal.err : terminal.out);
  const where = await destination(options, settings).catch((error: Error) => error.message);
  if (typeof where === "string") {
    terminal.err(where);
    return 2;
  }
  const { target, key, warnings } = where;
  say(warningLines(warnings, terminal.style));
  using interruption = interruptionByPerson();
  const opened = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    const states = await chosenStates(options, opened);
    const { visibility = null } = options;
    say(introLines({ states, target, visibility, isDryRun: options.dryRun === true }));
    const summary = { to: target.href, visibility, sessions: states.length };
    if (options.dryRun || states.length === 0) {
      if (options.json) terminal.out(JSON.stringify({ ...summary, report: null }));
      return 0;
    }
    const { signal } = interruption;
    const onWait = (reason: string, waitMs: number) => terminal.status(waitText(reason, waitMs));
    const server = pushServer({ target, key, patience, signal, onWait });
    const request = { ...(await parts(options, settings, opened)), server, states, signal };
    const report = await pushed(request, terminal);
    say(pushedLines(report, terminal.style));
    if (options.json) terminal.out(JSON.stringify({ ...summary, report }));
    return exitCodeOf(report);
  } finally {
    await opened.store.close();
  }
}

async function destination({ to, keyFile }: PushOptions, { pushKey: fallback }: Settings) {
  return { target: pushTarget(to), ...(await pushKey(keyFile, fallback)) };
}

async function chosenStates(
  { workspace, source }: PushOptions,
  { records, maintenance }: OpenedStore,
): Promise<SessionState[]> {
  const only =
    workspace === undefined
      ? undefined
      : new Set(workspaceNamed(workspace, await maintenance.workspaces()).folders);
  return (await records.states()).filter(
    (state) =>
      (source === undefined || source.includes(state.source)) &&
      (only === undefined || only.has(state.workspace?.uri ?? "")),
  );
}

async function parts(
  { visibility, batchBytes }: PushOptions,
  { dataDirectory }: Settings,
  { records }: OpenedStore,
) {
  const key = await redactionKey(dataDirectory);
  const cleaning = { sanitizer: sanitizer({ key }), leaks: leakCheck() };
  return { ...cleaning, records, collector: collectorName(key), visibility, batchBytes };
}

async function pushed(
  request: Omit<PushRequest, "onProgress">,
  terminal: Terminal,
): Promise<PushReport> {
  const startedAt = performance.now();
  const bytesSent = request.server.bytesSent;
  try {
    return await pushSessions({
      ...request,
      onProgress: (progress) => {
        const elapsedMs = performance.now() - startedAt;
        terminal.status(pushProgressText(progress, bytesSent(), elapsedMs));
      },
    });
  } finally {
    terminal.status("");
  }
}

function exitCodeOf({ interrupted, refused, stoppedBy }: PushReport): number {
  if (interrupted) return 130;
  return refused.length > 0 || stoppedBy !== null ? 1 : 0;
}
