import { resolve } from "node:path";
import { findBackup } from "../backup/catalogue/find.ts";
import { exitCodes } from "../backup/exit-codes.ts";
import { type ComponentName, type RestorePlan, refuseNonEmpty } from "../backup/restore/plan.ts";
import { plannedRestore, rollBackRestore, runRestore } from "../backup/restore/restore.ts";
import { restoreSessions } from "../backup/restore/sessions.ts";
import type { Settings } from "../settings.ts";
import { backupProblem } from "./backup-problem.ts";
import { interruptionByPerson } from "./interruption.ts";
import { partsAlone } from "./restore-parts.ts";
import { planLines, restoredLines, restoreStepText } from "./restore-text.ts";
import { countText, type Terminal } from "./terminal.ts";

export interface RestoreOptions {
  /** Another data folder than that of the settings. */
  to?: string;
  /** Ids of the sessions that alone are put back. */
  session?: string[];
  /** Names of the tables that alone are put back. */
  table?: string[];
  /** Names of the collections of vectors that alone are put back. */
  collection?: string[];
  /** Replaces what is there. */
  replace?: boolean;
  /** Keeps what was there beside what was restored. */
  keepOld?: boolean;
  /** Brings back what was there before a restore that was cut off. */
  rollBack?: boolean;
  /** Shows the plan, and changes nothing. */
  dryRun?: boolean;
  /** Does not ask. */
  yes?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

export interface RestoreVerbParts {
  /** Whose settings those of the archive are compared with. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Asks the person; undefined where there is none. */
  ask: ((question: string) => Promise<boolean>) | undefined;
}

/** Puts an archive, or a part of it, in the place of what is there. Returns the exit code. */
export async function restoreVerb(
  file: string | undefined,
  components: ComponentName[],
  options: RestoreOptions,
  settings: Settings,
  parts: RestoreVerbParts,
  terminal: Terminal,
): Promise<number> {
  const misuse = misuseOf(file, components, options, parts.ask !== undefined);
  if (misuse !== undefined) {
    terminal.err(misuse);
    return exitCodes.wrongUsage;
  }
  const target = options.to === undefined ? settings : movedTo(settings, resolve(options.to));
  try {
    if (options.rollBack) return await rolledBack(target, terminal);
    const { path } = await findBackup(settings.backup.directory, file ?? "");
    const { session, table, collection } = options;
    if (session !== undefined) return await sessionsAlone(path, session, options, target, terminal);
    if (table !== undefined || collection !== undefined) {
      const wanted =
        table === undefined
          ? { kind: "collection" as const, names: collection ?? [] }
          : { kind: "table" as const, names: table };
      return await partsAlone({ path, ...wanted }, options, target, parts, terminal);
    }
    return await whole(path, components, options, target, parts, terminal);
  } catch (error) {
    return backupProblem(error, terminal);
  }
}

function misuseOf(
  file: string | undefined,
  components: ComponentName[],
  { session, table, collection, keepOld, rollBack, dryRun, yes, replace }: RestoreOptions,
  hasPerson: boolean,
): string | undefined {
  if (rollBack) return file === undefined ? undefined : "--roll-back: takes no archive";
  if (file === undefined) return "Which archive? npm run chats -- backup list shows them.";
  const singles = { session, table, collection };
  const [one, another] = Object.entries(singles).flatMap(([name, ids]) => (ids ? [name] : []));
  if (one !== undefined && another !== undefined) {
    return `--${one}: not beside --${another}; restore the one after the other`;
  }
  if (one !== undefined && components.length > 0) {
    return `--${one}: puts single ${one}s back, and takes no components`;
  }
  if (one !== undefined && keepOld) {
    return `--keep-old: keeps what a whole restore replaces, and goes not with --${one}`;
  }
  if (replace && !dryRun && !yes && !hasPerson) {
    return "--replace: replaces chats, and nobody is here to be asked; use --yes, or --dry-run to see what";
  }
  return undefined;
}

/** Backups stay where they are. */
function movedTo(settings: Settings, dataDirectory: string): Settings {
  return { ...settings, dataDirectory, database: undefined };
}

async function rolledBack(settings: Settings, terminal: Terminal): Promise<number> {
  const wasCutOff = await rollBackRestore(settings);
  terminal.out(
    wasCutOff
      ? `What was in ${settings.dataDirectory} before the restore is back.`
      : `No restore was cut off in ${settings.dataDirectory}.`,
  );
  return exitCodes.done;
}

async function whole(
  path: string,
  components: ComponentName[],
  { replace = false, keepOld = false, dryRun = false, yes = false, json = false }: RestoreOptions,
  settings: Settings,
  { environment, ask }: RestoreVerbParts,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  const request = { path, components, replace, keepOld };
  if (dryRun) {
    const plan = await plannedRestore(request, settings);
    planLines(plan).forEach(say);
    refuseNonEmpty(plan, request);
    say("Dry run: nothing was changed.");
    if (json) terminal.out(JSON.stringify({ plan }));
    return exitCodes.done;
  }
  const confirm = async (plan: RestorePlan) => {
    planLines(plan).forEach(say);
    const replaces = plan.current !== undefined && plan.components.includes("application");
    if (!replaces || !replace || yes) return true;
    return (await ask?.("Replace what is there?")) === true;
  };
  using interruption = interruptionByPerson();
  const report = await runRestore(request, settings, {
    environment,
    signal: interruption.signal,
    confirm,
    onStep: (step) => terminal.status(restoreStepText(step)),
  })
    .catch((error) => {
      if (!interruption.signal.aborted) throw error;
      throw new Error("Interrupted; what was there is as it was.", { cause: error });
    })
    .finally(() => terminal.status(""));
  if (report === undefined) {
    say("Nothing was changed.");
    return exitCodes.refused;
  }
  restoredLines(report).forEach(say);
  if (json) terminal.out(JSON.stringify(report));
  return exitCodes.done;
}

async function sessionsAlone(
  path: string,
  ids: string[],
  { json = false, dryRun = false }: RestoreOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  const { restored, missing } = await restoreSessions({ path, ids, dryRun }, settings);
  const done = dryRun ? "Would restore" : "Restored";
  say(`${done} ${countText(restored.length, "session")} from the archive.`);
  for (const id of missing) say(`${id}: is not in the archive`);
  if (json) terminal.out(JSON.stringify({ restored, missing }));
  return missing.length > 0 ? exitCodes.partial : exitCodes.done;
}
