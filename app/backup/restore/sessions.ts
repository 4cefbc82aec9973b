import { basename, join } from "node:path";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import { type OpenedStore, openStore } from "../../store/open.ts";
import { openSqliteStore } from "../../store/sqlite.ts";
import { jsonLog } from "../../telemetry/log.ts";
import { Refused } from "../exit-codes.ts";
import { withExtracted } from "./extracted.ts";
import { plannedRestore } from "./restore.ts";
import { readyDatabase } from "./staged-database.ts";

export interface SessionsRequest {
  /** The archive's file. */
  path: string;
  /** As `search` and the page show them, such as `vscode:5d2…`. */
  ids: string[];
  /** Says what would be put back, and changes nothing. */
  dryRun: boolean;
}

export interface RestoredSessions {
  /** Ids, in the order in which they were asked for. */
  restored: string[];
  /** Those that the archive does not have. */
  missing: string[];
}

/**
 * Puts single sessions of an archive back into the database that is there, as an import would: what is
 * newer there stays, and one that was removed comes back. Throws `Refused` for an archive of a
 * PostgreSQL, and what the archive's engine throws.
 */
export async function restoreSessions(
  { path, ids, dryRun }: SessionsRequest,
  settings: Settings,
): Promise<RestoredSessions> {
  const request = { path, components: ["application" as const], replace: true, keepOld: false };
  const embedded = { ...settings, database: undefined };
  const plan = await plannedRestore(request, embedded).catch((error) => {
    if (!(error instanceof Refused) || !/is of a PostgreSQL/.test(error.message)) throw error;
    throw new Refused(
      `--session: ${basename(path)} is of a PostgreSQL; restore it into another database, and ` +
        "push the sessions from there",
    );
  });
  const member = `application/${databaseFileName}`;
  const wanted = (name: string) => name === member;
  const members = { path, settings: settings.backup, manifest: plan.manifest, wanted };
  return withExtracted(members, async (stage) => {
    await readyDatabase(join(stage, member), plan.manifest, []);
    const archived = await openSqliteStore({ directory: join(stage, "application") });
    const present = dryRun ? undefined : await openStore(settings, jsonLog("silent"));
    try {
      return await copySessions(archived, present, ids, basename(path));
    } finally {
      await archived.store.close();
      await present?.store.close();
    }
  });
}

async function copySessions(
  archived: OpenedStore,
  present: OpenedStore | undefined,
  ids: string[],
  archive: string,
): Promise<RestoredSessions> {
  const found: RestoredSessions = { restored: [], missing: [] };
  const rules = new Map(
    (await archived.records.states()).map(({ source, id, rulesVersion }) => [
      `${source}:${id}`,
      rulesVersion,
    ]),
  );
  for (const id of ids) {
    const session = await archived.records.whole(id);
    if (session === undefined) {
      found.missing.push(id);
      continue;
    }
    if (present !== undefined) {
      await present.records.forgetRemoval(id);
      const file = fileOf(archive, id);
      const state = { ...file, torn: false, problem: undefined };
      const rulesVersion = rules.get(id);
      const sanitation = rulesVersion && {
        rulesVersion,
        findings: await archived.records.findings(id),
      };
      await present.store.saveSession(session, file, state, sanitation || undefined);
    }
    found.restored.push(id);
  }
  return found;
}

/** The file that a session from an archive counts as a reading of: older than any other. */
function fileOf(archive: string, id: string) {
  const root = `backup://${archive}`;
  return {
    path: `${root}/${encodeURIComponent(id)}`,
    root,
    sizeBytes: 0,
    modifiedAtMs: 0,
    inode: "",
  };
}
