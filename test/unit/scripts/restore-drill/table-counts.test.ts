import { expect, it } from "vitest";
import { tableCounts } from "../../../../scripts/restore-drill/table-counts.ts";
import { testDatabases } from "../../../support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../../support/postgres/migrated.ts";

const databases = testDatabases();
const migrated = migratedDatabases(databases);

it("counts the rows of every table that the application may read, as the application", async () => {
  const database = await migrated();
  await databases.query(
    database,
    "insert into core.workspaces (owner, uri, name) select 'o', i::text, i::text from generate_series(1, 3) i",
  );
  await databases.query(database, "create schema hidden; create table hidden.notes (id int)");
  const counts = await tableCounts(databaseSettings(database));
  expect(counts.get("core.workspaces")).toBe(3);
  expect(counts.get("core.messages")).toBe(0);
  expect([...counts.keys()].filter((name) => !/^(core|auth)\./.test(name))).toEqual([]);
});

it("is refused with the application's words where the login is wrong", async () => {
  const settings = databaseSettings(await migrated());
  const login = { ...settings.login, password: () => "wrong" };
  await expect(tableCounts({ ...settings, login })).rejects.toThrow(/password|login/i);
});
