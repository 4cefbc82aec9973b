import { expect, it } from "vitest";
import { sqliteTable } from "./tables.ts";

it.each([
  ["core", "conversations", "conversations"],
  ["auth", "sessions", "auth_sessions"],
  ["analytics", "daily", "analytics_daily"],
])("calls %s.%s in a SQLite file %s", (schema, table, name) => {
  expect(sqliteTable(schema, table)).toBe(name);
});
