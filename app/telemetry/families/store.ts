import { gauge } from "./family.ts";

const largest = "the 50 largest, and other";

/** Counted in the database now and then, for all owners; the time of the count is one of them. */
export const storeFamilies = {
  storeUp: gauge("copilot_store_up", "1 when the database has answered, else 0."),
  figuresCounted: gauge(
    "copilot_figures_timestamp_seconds",
    "When the figures of the database were counted, in seconds since 1970.",
  ),
  figuresDuration: gauge(
    "copilot_figures_duration_seconds",
    "Time that the last count of the figures took.",
  ),
  databaseSize: gauge("copilot_database_size_bytes", "Size of the database on disk."),
  owners: gauge("copilot_owners", "People whose chats are stored."),
  sessions: gauge("copilot_sessions", "Chat sessions stored."),
  sessionsBySource: gauge("copilot_sessions_by_source", "Chat sessions stored, by product.", {
    source: "vscode, copilot-cli or github",
    visibility: "private or team",
  }),
  messages: gauge("copilot_messages", "Messages stored."),
  messagesByRole: gauge("copilot_messages_by_role", "Messages stored, by who wrote them.", {
    role: "user or assistant",
  }),
  messagesByModel: gauge("copilot_messages_by_model", "Messages stored, by model.", {
    model: largest,
  }),
  workspaces: gauge("copilot_workspaces", "Workspaces of the stored sessions."),
  toolCalls: gauge("copilot_tool_calls", "Tool calls stored."),
  toolCallsByTool: gauge("copilot_tool_calls_by_tool", "Tool calls stored, by tool.", {
    tool: largest,
    outcome: "ok, failed, declined or unknown",
  }),
  intents: gauge("copilot_intents", "What questions were asked with, beside their words.", {
    kind: "command, agent or mode",
    value: `${largest}, of each kind`,
  }),
  tokens: gauge("copilot_tokens", "Tokens of the stored chats, as the products counted them.", {
    model: largest,
    kind: "prompt or completion",
  }),
  secretsRedacted: gauge("copilot_secrets_redacted", "Secrets taken out of what is stored.", {
    rule: largest,
  }),
  vectors: gauge("copilot_vectors", "Messages that have their vector.", { generation: largest }),
  messagesWithoutVector: gauge(
    "copilot_messages_without_vector",
    "Messages that wait for a vector of the embedder in use.",
  ),
};
