import { rulesVersion } from "../sanitize/rules-version.ts";
import type { Settings } from "../settings.ts";
import { copiesOf } from "../store/database-file.ts";
import { type OpenedStore, openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { type Expired, findExpired } from "./maintain-retention.ts";
import {
  type Checked,
  checkLines,
  expiredLines,
  removedLines,
  vacuumLine,
} from "./maintain-text.ts";
import { storePlace } from "./store-place.ts";
import { countText, type Terminal } from "./terminal.ts";

export interface MaintainOptions {
  check?: boolean;
  vacuum?: boolean;
  /** Whole days, from 0. */
  retentionDays?: number;
  /** Name, repository or folder of the one workspace whose sessions may go; absent for all. */
  workspace?: string;
  /** Changes nothing. */
  dryRun?: boolean;
  /** Removes without asking. */
  yes?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

export interface MaintainParts {
  /** Asks the person; undefined where there is none. */
  ask: ((question: string) => Promise<boolean>) | undefined;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/**
 * Checks the database, removes old sessions and gives their space back: what of it the options say,
 * in this order, and nothing more where the check finds something wrong. Returns the exit code.
 */
export async function maintainVerb(
  options: MaintainOptions,
  settings: Settings,
  terminal: Terminal,
  { ask, now = Date.now }: MaintainParts,
): Promise<number> {
  const misuse = misuseOf(options, ask !== undefined);
  if (misuse !== undefined) {
    terminal.err(misuse);
    return 2;
  }
  const say = (lines: string[]) => lines.forEach(options.json ? terminal.err : terminal.out);
  const done: Done = { check: null, retention: null, vacuum: null };
  const opened = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    if (options.check) {
      done.check = await checked(opened);
      say(checkLines(done.check));
    }
    const isSound = done.check === null || done.check.problems.length === 0;
    if (isSound && options.retentionDays !== undefined) {
      const expired = await findExpired(opened.maintenance, options, now());
      say(expiredLines(expired));
      const mayRemove = await isAllowed(expired, options, ask, say);
      done.retention = { ...expired, removed: 0 };
      if (mayRemove) done.retention.removed = await removed(expired, settings, opened, say, now());
    }
    if (isSound && options.vacuum) done.vacuum = await vacuumed(options, opened, say);
    if (options.json) terminal.out(JSON.stringify(done));
    return isSound ? 0 : 1;
  } finally {
    await opened.store.close();
  }
}

/** What was asked for and done; null for the rest. */
interface Done {
  check: Checked | null;
  retention: (Expired & { removed: number }) | null;
  vacuum: { bytesBefore: number; bytesAfter: number } | null;
}

async function checked({ maintenance, records }: OpenedStore): Promise<Checked> {
  const problems = await maintenance.check();
  // What is damaged cannot be asked.
  const outdated = problems.length > 0 ? [] : await records.underOtherRules(rulesVersion);
  return { problems, sessionsUnderOtherRules: outdated.length };
}

function misuseOf(options: MaintainOptions, hasPerson: boolean): string | undefined {
  const { check, vacuum, retentionDays, workspace, dryRun, yes } = options;
  if (retentionDays === undefined && workspace !== undefined) {
    return "--workspace: says whose sessions may go, and goes with --retention-days";
  }
  if (!check && !vacuum && retentionDays === undefined) {
    return "Nothing to do; use --check, --retention-days <n>, --vacuum or several of them.";
  }
  if (retentionDays !== undefined && !dryRun && !yes && !hasPerson) {
    return "--retention-days: removes sessions, and nobody is here to be asked; use --yes, or --dry-run to see which";
  }
  return undefined;
}

async function isAllowed(
  { sessions }: Expired,
  { dryRun, yes }: MaintainOptions,
  ask: MaintainParts["ask"],
  say: (lines: string[]) => void,
): Promise<boolean> {
  if (sessions.length === 0) return false;
  if (dryRun) {
    say(["Dry run: nothing was removed."]);
    return false;
  }
  if (yes || (await ask?.(`Remove ${countText(sessions.length, "session")} for good?`)))
    return true;
  say(["Nothing was removed."]);
  return false;
}

async function removed(
  { sessions, before }: Expired,
  settings: Settings,
  { maintenance }: OpenedStore,
  say: (lines: string[]) => void,
  removedAt: number,
): Promise<number> {
  const ids = sessions.map(({ id }) => id);
  const count = await maintenance.remove(ids, { before, removedAt });
  const place = storePlace(settings);
  say(removedLines(count, "databasePath" in place ? copiesOf(place.databasePath) : []));
  return count;
}

async function vacuumed(
  { dryRun }: MaintainOptions,
  { store, maintenance }: OpenedStore,
  say: (lines: string[]) => void,
): Promise<Done["vacuum"]> {
  const { databaseBytes: bytesBefore } = await store.counts();
  if (!dryRun) await maintenance.vacuum();
  const { databaseBytes: bytesAfter } = await store.counts();
  say([dryRun ? "Dry run: no space was given back." : vacuumLine(bytesBefore, bytesAfter)]);
  return { bytesBefore, bytesAfter };
}
