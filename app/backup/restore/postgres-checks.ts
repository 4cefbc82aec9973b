import { componentOf, type Manifest } from "../archive/manifest.ts";

/**
 * Statements that fail where the database does not have what `manifest` says, so that the transaction
 * which loads it is undone.
 */
export function countChecks(manifest: Manifest): string[] {
  const { counts = {} } = componentOf(manifest, "application") ?? {};
  return Object.entries(counts).map(([name, count]) => countCheck(name, count));
}

/** The same of one table, by the name that counts have for it. */
export function countCheck(name: string, count: number): string {
  const table = postgresTable(name);
  // The manifest may be anybody's: only names that tables have get into a statement.
  if (!/^[a-z_]+\.[a-z_]+$/.test(table) || !Number.isSafeInteger(count)) {
    throw new Error(`${JSON.stringify(name)}: is no table that can be counted`);
  }
  return `do $$ declare found bigint; begin
  select count(*) into found from ${table};
  if found <> ${count} then
    raise exception '${table} has % rows, and the manifest says ${count}', found;
  end if;
end $$;`;
}

/** What the table is called that counts have this name for. */
export function postgresTable(name: string): string {
  if (name === "sessions") return "core.conversations";
  return name.startsWith("auth_") ? `auth.${name.slice("auth_".length)}` : `core.${name}`;
}
