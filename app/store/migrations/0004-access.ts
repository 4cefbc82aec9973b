import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { EngineWords } from "./engine-words.ts";

/** Keys by which a team's members are known, and a quick way to the chats that all of it sees. */
export function access(words: EngineWords): Migration {
  return {
    async up(db) {
      if (words.hasSchemas) await db.schema.createSchema("auth").ifNotExists().execute();
      await createKeys(db, words);
      await db.schema
        .createIndex("conversations_of_team")
        .on("core.conversations")
        .columns(["updated_at", "id", "owner"])
        .where(sql.ref("visibility"), "=", sql.lit("team"))
        .execute();
    },
  };
}

async function createKeys(db: Kysely<unknown>, { identity }: EngineWords) {
  const filled = (column: string) => sql`${sql.ref(column)} <> ''`;
  await db.schema
    .createTable("auth.api_keys")
    .addColumn("id", "integer", identity)
    .addColumn("owner", "text", (column) => column.notNull().check(filled("owner")))
    .addColumn("name", "text", (column) => column.notNull().check(filled("name")))
    .addColumn("prefix", "text", (column) => column.notNull())
    .addColumn("secret_hash", "text", (column) => column.notNull().unique())
    .addColumn("scopes", "text", (column) => column.notNull().check(filled("scopes")))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("last_used_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .execute();
  await db.schema.createIndex("api_keys_by_prefix").on("auth.api_keys").column("prefix").execute();
  await db.schema
    .createIndex("api_keys_by_name")
    .on("auth.api_keys")
    .columns(["owner", "name"])
    .unique()
    .where(sql.ref("revoked_at"), "is", null)
    .execute();
}
