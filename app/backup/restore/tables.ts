import { componentOf } from "../archive/manifest.ts";
import { Refused } from "../exit-codes.ts";
import type { PartKind } from "./part-kind.ts";
import type { RestorePlan } from "./plan.ts";
import { bringPostgresTables, presentPostgresRows } from "./postgres-tables.ts";
import { bringSqliteTables, presentSqliteRows } from "./sqlite-tables.ts";

/**
 * Tables whose rows stand by themselves, of either engine: no key of them leads to another table or
 * comes from one, and none names a chat. All others are parts of the chats: a message of an archive
 * has the number of some other one in the database that is there.
 */
export const separateTables = ["auth_api_keys", "imports", "ingest_days", "metric_snapshots"];

export const tables: PartKind = {
  component: "application",
  isWanted: (member) => /^application\/(chats\.db|[a-z]+\.dump)$/.test(member),
  refuseDependent(name, plan) {
    if (separateTables.includes(name)) return;
    const others = tablesOfChats(plan).filter((other) => other !== name);
    throw new Refused(
      `--table: ${name} is nothing without the other tables of chats (${others.join(", ")}); ` +
        "restore application, which brings all of them, or single chats by --session. By " +
        `themselves come ${separateTables.join(", ")}`,
    );
  },
  present: (names, settings) =>
    settings.database === undefined
      ? presentSqliteRows(names, settings)
      : presentPostgresRows(names, settings.database),
  notes: (names) =>
    names.includes("auth_api_keys")
      ? ["Keys that were revoked since then are valid again, and those that were made are gone."]
      : [],
  bring: (names, from, settings) =>
    settings.database === undefined
      ? bringSqliteTables(names, from, settings)
      : bringPostgresTables(names, from, { ...settings, database: settings.database }),
};

function tablesOfChats({ manifest }: RestorePlan): string[] {
  const { counts = {} } = componentOf(manifest, "application") ?? {};
  return Object.keys(counts)
    .filter((table) => !separateTables.includes(table))
    .toSorted();
}
