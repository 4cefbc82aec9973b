import { type ColumnDataType, type Expression, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { EngineWords } from "./engine-words.ts";

/**
 * What sources tell since they read more than VS Code's own files, what is known of secrets, and
 * which chats were removed. Only adds, so that the version before goes on while this one starts;
 * `source_files.conversation_id` stays for it and is not written any more.
 */
export function collectAndKeep({ bytewiseText }: EngineWords): Migration {
  return {
    async up(db) {
      await addColumns(db, bytewiseText);
      await createConversationUsage(db);
      await createConversationPaths(db);
      await createMessageAliases(db, bytewiseText);
      await createFindings(db);
      await createRemovals(db);
      await readFilesAgain(db);
    },
  };
}

async function addColumns(db: Kysely<unknown>, bytewiseText: EngineWords["bytewiseText"]) {
  const columns: [table: string, column: string, type: ColumnDataType | Expression<unknown>][] = [
    ["core.workspaces", "repository", "text"],
    ["core.workspaces", "repository_revision", bytewiseText],
    ["core.conversations", "usage_revision", "text"],
    ["core.conversations", "rules_version", "text"],
    ["core.messages", "intent_command", "text"],
    ["core.messages", "intent_agent", "text"],
    ["core.messages", "intent_mode", "text"],
  ];
  // SQLite adds one column a statement.
  for (const [table, column, type] of columns) {
    await db.schema.alterTable(table).addColumn(column, type).execute();
  }
  await db.schema
    .createIndex("conversations_by_rules")
    .on("core.conversations")
    .columns(["owner", "rules_version"])
    .execute();
}

async function createConversationUsage(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.conversation_usage")
    .addColumn("conversation_id", "integer", (column) =>
      column.notNull().references("core.conversations.id").onDelete("cascade"),
    )
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("requests", "bigint", (column) => column.check(sql`requests >= 0`))
    .addColumn("prompt_tokens", "bigint", (column) => column.check(sql`prompt_tokens >= 0`))
    .addColumn("completion_tokens", "bigint", (column) => column.check(sql`completion_tokens >= 0`))
    .addPrimaryKeyConstraint("conversation_usage_key", ["conversation_id", "model"])
    .execute();
}

/** Until now a file knew one conversation, the last that was read from it. */
async function createConversationPaths(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.conversation_paths")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("external_id", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("conversation_paths_key", ["owner", "source", "external_id", "path"])
    .execute();
  await sql`
    insert into ${sql.table("core.conversation_paths")} (owner, source, external_id, path)
    select c.owner, c.source, c.external_id, f.path
    from ${sql.table("core.source_files")} f
      join ${sql.table("core.conversations")} c on c.id = f.conversation_id`.execute(db);
}

async function createMessageAliases(
  db: Kysely<unknown>,
  bytewiseText: EngineWords["bytewiseText"],
) {
  await db.schema
    .createTable("core.message_aliases")
    .addColumn("conversation_id", "integer", (column) =>
      column.notNull().references("core.conversations.id").onDelete("cascade"),
    )
    .addColumn("alias", bytewiseText, (column) => column.notNull())
    .addColumn("turn", bytewiseText, (column) => column.notNull())
    .addPrimaryKeyConstraint("message_aliases_key", ["conversation_id", "alias"])
    .execute();
}

/** Takes the place of a table that nothing ever wrote to. */
async function createFindings(db: Kysely<unknown>) {
  await db.schema.dropTable("core.findings").execute();
  await db.schema
    .createTable("core.findings")
    .addColumn("message_id", "integer", (column) =>
      column.notNull().references("core.messages.id").onDelete("cascade"),
    )
    .addColumn("rule", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("occurrences", "integer", (column) => column.notNull().check(sql`occurrences > 0`))
    .addPrimaryKeyConstraint("findings_key", ["message_id", "rule", "hash"])
    .execute();
}

async function createRemovals(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.removals")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("external_id", "text", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .addColumn("removed_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("removals_key", ["owner", "source", "external_id"])
    .execute();
}

/** Files say more now than was taken from them: without its inode each counts as a changed one. */
async function readFilesAgain(db: Kysely<unknown>) {
  await sql`update ${sql.table("core.source_files")} set inode = ''`.execute(db);
}
