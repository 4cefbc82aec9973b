import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { EngineWords, Identity } from "./engine-words.ts";

/** The core model. The schema `core` exists already where the engine has schemas. */
export function coreModel({ identity, bytewiseText }: EngineWords): Migration {
  return {
    async up(db) {
      await createWorkspaces(db, identity);
      await createConversations(db, identity);
      await createMessages(db, identity, bytewiseText);
      await createMessageDetails(db);
      await createFindings(db, identity);
      await createMessageVectors(db);
      await createSourceFiles(db);
      await createImports(db, identity);
      await createMetricSnapshots(db);
    },
  };
}

async function createWorkspaces(db: Kysely<unknown>, identity: Identity) {
  await db.schema
    .createTable("core.workspaces")
    .addColumn("id", "integer", identity)
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("uri", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addUniqueConstraint("workspaces_owner_uri", ["owner", "uri"])
    .execute();
}

async function createConversations(db: Kysely<unknown>, identity: Identity) {
  await db.schema
    .createTable("core.conversations")
    .addColumn("id", "integer", identity)
    .addColumn("owner", "text", (column) => column.notNull().defaultTo("local"))
    .addColumn("visibility", "text", (column) =>
      column.notNull().defaultTo("private").check(sql`visibility in ('private', 'team')`),
    )
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("external_id", "text", (column) => column.notNull().check(sql`external_id <> ''`))
    .addColumn("workspace_id", "integer", (column) =>
      column.references("core.workspaces.id").onDelete("set null"),
    )
    .addColumn("title", "text", (column) => column.check(sql`title <> ''`))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) =>
      column.notNull().check(sql`updated_at >= created_at`),
    )
    .addColumn("content_hash", "text", (column) => column.notNull())
    .addColumn("revision", "text", (column) => column.notNull())
    .addColumn("title_revision", "text")
    .addColumn("workspace_revision", "text")
    .addUniqueConstraint("conversations_owner_source_external_id", [
      "owner",
      "source",
      "external_id",
    ])
    .execute();
  await db.schema
    .createIndex("conversations_by_time")
    .on("core.conversations")
    .columns(["owner", "updated_at", "id"])
    .execute();
  await db.schema
    .createIndex("conversations_by_workspace")
    .on("core.conversations")
    .column("workspace_id")
    .execute();
}

async function createMessages(
  db: Kysely<unknown>,
  identity: Identity,
  bytewiseText: EngineWords["bytewiseText"],
) {
  await db.schema
    .createTable("core.messages")
    .addColumn("id", "integer", identity)
    .addColumn("conversation_id", "integer", (column) =>
      column.notNull().references("core.conversations.id").onDelete("cascade"),
    )
    .addColumn("key", bytewiseText, (column) => column.notNull().check(sql`key <> ''`))
    .addColumn("role", "text", (column) =>
      column.notNull().check(sql`role in ('user', 'assistant')`),
    )
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("parts", "text", (column) => column.notNull())
    .addColumn("model", "text")
    .addColumn("created_at", "bigint")
    .addColumn("ordered_at", "bigint", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull().check(sql`position >= 0`))
    .addColumn("content_hash", "text", (column) => column.notNull())
    .addColumn("last_seen_revision", "text")
    .addUniqueConstraint("messages_conversation_key", ["conversation_id", "key"])
    .execute();
  await db.schema
    .createIndex("messages_in_order")
    .on("core.messages")
    .columns(["conversation_id", "ordered_at", "position", "key"])
    .execute();
}

async function createMessageDetails(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.tool_calls")
    .addColumn("message_id", "integer", (column) =>
      column.notNull().references("core.messages.id").onDelete("cascade"),
    )
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("call_id", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("summary", "text", (column) => column.notNull())
    .addColumn("input", "text")
    .addColumn("output", "text")
    .addColumn("outcome", "text", (column) =>
      column.notNull().check(sql`outcome in ('ok', 'failed', 'declined', 'unknown')`),
    )
    .addPrimaryKeyConstraint("tool_calls_key", ["message_id", "position"])
    .execute();
  await db.schema
    .createIndex("tool_calls_by_tool")
    .on("core.tool_calls")
    .columns(["tool", "outcome"])
    .execute();
  await db.schema
    .createTable("core.usage")
    .addColumn("message_id", "integer", (column) =>
      column.primaryKey().references("core.messages.id").onDelete("cascade"),
    )
    .addColumn("prompt_tokens", "bigint", (column) => column.check(sql`prompt_tokens >= 0`))
    .addColumn("completion_tokens", "bigint", (column) => column.check(sql`completion_tokens >= 0`))
    .execute();
}

async function createFindings(db: Kysely<unknown>, identity: Identity) {
  await db.schema
    .createTable("core.findings")
    .addColumn("id", "integer", identity)
    .addColumn("message_id", "integer", (column) =>
      column.notNull().references("core.messages.id").onDelete("cascade"),
    )
    .addColumn("rule", "text", (column) => column.notNull())
    .addColumn("start_offset", "integer", (column) =>
      column.notNull().check(sql`start_offset >= 0`),
    )
    .addColumn("end_offset", "integer", (column) =>
      column.notNull().check(sql`end_offset > start_offset`),
    )
    .addUniqueConstraint("findings_place", ["message_id", "rule", "start_offset", "end_offset"])
    .execute();
}

async function createMessageVectors(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.message_vectors")
    .addColumn("generation", "text", (column) => column.notNull())
    .addColumn("message_id", "integer", (column) =>
      column.notNull().references("core.messages.id").onDelete("cascade"),
    )
    .addPrimaryKeyConstraint("message_vectors_key", ["generation", "message_id"])
    .execute();
  await db.schema
    .createIndex("message_vectors_by_message")
    .on("core.message_vectors")
    .column("message_id")
    .execute();
}

async function createSourceFiles(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.source_files")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addColumn("root", "text", (column) => column.notNull())
    .addColumn("conversation_id", "integer", (column) =>
      column.references("core.conversations.id").onDelete("set null"),
    )
    .addColumn("size_bytes", "bigint", (column) => column.notNull())
    .addColumn("modified_at", "bigint", (column) => column.notNull())
    .addColumn("inode", "text", (column) => column.notNull())
    .addColumn("torn", "smallint", (column) => column.notNull().check(sql`torn in (0, 1)`))
    .addColumn("problem", "text")
    .addPrimaryKeyConstraint("source_files_key", ["owner", "path"])
    .execute();
  await db.schema
    .createIndex("source_files_by_conversation")
    .on("core.source_files")
    .column("conversation_id")
    .execute();
}

async function createImports(db: Kysely<unknown>, identity: Identity) {
  const count = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  await db.schema
    .createTable("core.imports")
    .addColumn("id", "integer", identity)
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .addColumn("files_seen", "integer", count)
    .addColumn("files_read", "integer", count)
    .addColumn("files_failed", "integer", count)
    .addColumn("sessions_added", "integer", count)
    .addColumn("sessions_updated", "integer", count)
    .addColumn("messages_added", "integer", count)
    .execute();
}

async function createMetricSnapshots(db: Kysely<unknown>) {
  await db.schema
    .createTable("core.metric_snapshots")
    .addColumn("taken_at", "bigint", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("labels", "text", (column) => column.notNull().defaultTo("{}"))
    .addColumn("value", "double precision", (column) => column.notNull())
    .addPrimaryKeyConstraint("metric_snapshots_key", ["name", "labels", "taken_at"])
    .execute();
}
