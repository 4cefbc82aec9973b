import type { Migration } from "kysely/migration";

/** Imports are of an owner as well. Those from before are of the one whom a machine has. */
export const importOwner: Migration = {
  async up(db) {
    await db.schema
      .alterTable("core.imports")
      .addColumn("owner", "text", (column) => column.notNull().defaultTo("local"))
      .execute();
  },
};
