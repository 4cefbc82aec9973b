import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What figures over all chats are counted from: without it, every count reads the texts of all
 * messages. And a way to the snapshots of a time, which are found by their name until now.
 */
export const figures: Migration = {
  async up(db) {
    await db.schema
      .createIndex("messages_by_kind")
      .on("core.messages")
      .columns(["role", "model", "intent_command", "intent_agent", "intent_mode"])
      .execute();
    await db.schema
      .createIndex("messages_without_text")
      .on("core.messages")
      .column("conversation_id")
      .where(sql.ref("text"), "=", sql.lit(""))
      .execute();
    await db.schema
      .createIndex("metric_snapshots_by_time")
      .on("core.metric_snapshots")
      .column("taken_at")
      .execute();
  },
};
