import type { Generated } from "kysely";

/**
 * The data model, in the names of PostgreSQL: `schema.table`. Every query is written with these
 * names; `sqliteTable` says what a table is called in a SQLite file. Times are integer
 * milliseconds since 1970, UTC. JSON is kept as text: both engines give back the same bytes.
 */
export interface Database {
  "core.workspaces": WorkspaceTable;
  "core.conversations": ConversationTable;
  "core.messages": MessageTable;
  "core.tool_calls": ToolCallTable;
  "core.message_aliases": MessageAliasTable;
  "core.usage": UsageTable;
  "core.conversation_usage": ConversationUsageTable;
  "core.conversation_paths": ConversationPathTable;
  "core.source_files": SourceFileTable;
  "core.imports": ImportTable;
  "core.findings": FindingTable;
  "core.index_generation": IndexGenerationTable;
  "core.metric_snapshots": MetricSnapshotTable;
  "core.message_vectors": MessageVectorTable;
  "core.vector_generations": VectorGenerationTable;
  "core.removals": RemovalTable;
  "core.ingested_sessions": IngestedSessionTable;
  "core.ingest_days": IngestDayTable;
  "auth.api_keys": ApiKeyTable;
}

/** SQLite has no schemas: core's tables stand alone, the others carry their schema as prefix. */
export function sqliteTable(schema: string, table: string): string {
  return schema === "core" ? table : `${schema}_${table}`;
}

interface WorkspaceTable {
  id: Generated<number>;
  owner: string;
  /** Unique per owner. */
  uri: string;
  name: string;
  /** Folders with the same one are the same workspace; null where none is known. */
  repository: string | null;
  /** Revision of the reading that gave the repository; null without one. */
  repository_revision: string | null;
}

interface ConversationTable {
  id: Generated<number>;
  /** `local` where one person has the machine. */
  owner: string;
  visibility: Generated<"private" | "team">;
  source: string;
  /** The product's identifier, unique per owner and source. */
  external_id: string;
  workspace_id: number | null;
  title: string | null;
  created_at: number;
  updated_at: number;
  /** Over title, workspace, usage and messages: equal hashes mean equal chats. */
  content_hash: string;
  /** Revision of the newest complete reading; empty until there is one. See `merge.ts`. */
  revision: string;
  /** Revision of the reading that gave the title; null without a title. */
  title_revision: string | null;
  /** Revision of the reading that gave the workspace; null without one. */
  workspace_revision: string | null;
  /** Revision of the reading that gave `conversation_usage`; null without any. */
  usage_revision: string | null;
  /** Version of the rules that all of it was sanitized under; null where there is no such one. */
  rules_version: string | null;
}

interface MessageTable {
  id: Generated<number>;
  conversation_id: number;
  /** The source's own identifier, unique per conversation. */
  key: string;
  role: "user" | "assistant";
  text: string;
  /** Array of `Part` as JSON, without the texts that stand in `text`. See `stored-parts.ts`. */
  parts: string;
  model: string | null;
  /** The three fields of `Intent`, each null where the product recorded none. */
  intent_command: string | null;
  intent_agent: string | null;
  intent_mode: string | null;
  created_at: number | null;
  /** Time that orders the message: its own or that of the message before it. Then `position`. */
  ordered_at: number;
  /** From 0, in the newest reading that has the message. */
  position: number;
  content_hash: string;
  /**
   * Null while the conversation's newest complete reading has the message; else the revision of
   * the newest reading that has it. A message that was left out of the file keeps a value here
   * that is smaller than the conversation's `revision`.
   */
  last_seen_revision: string | null;
  /** 1 when there is a block of code in the text, else 0. See `message-contents.ts`. */
  has_code: Generated<number>;
  /** 1 when the text quotes an error or a tool failed, else 0. */
  has_error: Generated<number>;
}

/** A turn that a transcript names otherwise than the session's own file. See `turn-aliases.ts`. */
interface MessageAliasTable {
  conversation_id: number;
  /** Name of the turn in the transcript: the key of its messages without the side. */
  alias: string;
  /** Its name in the session's own file. */
  turn: string;
}

interface ToolCallTable {
  message_id: number;
  /** From 0 within the message. */
  position: number;
  call_id: string;
  tool: string;
  summary: string;
  input: string | null;
  output: string | null;
  outcome: "ok" | "failed" | "declined" | "unknown";
}

interface UsageTable {
  message_id: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
}

/** What a whole conversation used of a model. */
interface ConversationUsageTable {
  conversation_id: number;
  model: string;
  requests: number | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
}

/**
 * Every file that a conversation was ever found in; a file may hold many. By the product's name for
 * it, because the first file that is read may hold no message of it.
 */
interface ConversationPathTable {
  owner: string;
  source: string;
  external_id: string;
  path: string;
}

interface SourceFileTable {
  owner: string;
  /** Absolute, unique per owner. */
  path: string;
  root: string;
  size_bytes: number;
  modified_at: number;
  inode: string;
  /** 1 when the last reading met a half-written line, else 0. */
  torn: number;
  problem: string | null;
}

interface ImportTable {
  id: Generated<number>;
  owner: string;
  started_at: number;
  finished_at: number | null;
  files_seen: Generated<number>;
  files_read: Generated<number>;
  files_failed: Generated<number>;
  sessions_added: Generated<number>;
  sessions_updated: Generated<number>;
  messages_added: Generated<number>;
}

/** A secret that was redacted: in which message, never what it was. */
interface FindingTable {
  message_id: number;
  rule: string;
  /** Keyed hash of the secret: equal for equal ones. */
  hash: string;
  /** How often it stood in the message. */
  occurrences: number;
}

/** One row. See `index-generation.ts`. */
interface IndexGenerationTable {
  number: number;
}

interface MetricSnapshotTable {
  taken_at: number;
  name: string;
  /** Object of label values as JSON, keys sorted. */
  labels: string;
  value: number;
}

/** Which messages have a vector; the vectors themselves are in the vector store. */
interface MessageVectorTable {
  generation: string;
  message_id: number;
  /** 1 for a zero vector, which the vector store does not have, else 0. */
  is_zero: Generated<number>;
}

/** Vectors of one embedder, in the order in which work on them began. */
interface VectorGenerationTable {
  id: Generated<number>;
  /** The embedder's `generation`. */
  name: string;
  /** Random, for names in places that other databases keep vectors in too. */
  key: string;
  dimensions: number;
  /** When first no message was without a vector; null until then. Searches use the newest one. */
  completed_at: number | null;
}

/** A conversation that was removed: no reading brings it back unless somebody went on with it. */
interface RemovalTable {
  owner: string;
  source: string;
  external_id: string;
  /** Of the conversation when it was removed. */
  updated_at: number;
  removed_at: number;
}

/** What was last accepted of a session from one collector. */
interface IngestedSessionTable {
  owner: string;
  /** Names the place where chats were read. */
  collector: string;
  source: string;
  external_id: string;
  /** The `pushedHash`. */
  content_hash: string;
  /** Of the JSON that came. */
  size_bytes: number;
}

/** How much came on the last day on which something came. */
interface IngestDayTable {
  owner: string;
  /** In UTC, for example `2026-11-21`. */
  day: string;
  bytes: number;
}

/** A key that a person or a program is known by. */
interface ApiKeyTable {
  id: Generated<number>;
  /** Whose chats it gives. */
  owner: string;
  /** Unique among the keys of an owner that are not revoked. */
  name: string;
  /** Start of the secret, which is not secret. */
  prefix: string;
  /** SHA-256 of the secret in hexadecimal digits. */
  secret_hash: string;
  /** Separated by spaces. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: Generated<number | null>;
  revoked_at: Generated<number | null>;
}
