import type { Migration } from "kysely/migration";
import type { EngineWords } from "./engine-words.ts";

/**
 * Which generations of vectors there are, and which of them searches can use. And which messages say
 * nothing, so that no vector of theirs is to be found anywhere.
 */
export function vectorGenerations({ identity }: EngineWords): Migration {
  return {
    async up(db) {
      await db.schema
        .createTable("core.vector_generations")
        .addColumn("id", "integer", identity)
        .addColumn("name", "text", (column) => column.notNull().unique())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("dimensions", "integer", (column) => column.notNull())
        .addColumn("completed_at", "bigint")
        .execute();
      await db.schema
        .alterTable("core.message_vectors")
        .addColumn("is_zero", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
    },
  };
}
