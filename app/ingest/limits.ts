/**
 * What one request may hold, whoever sends it: without such bounds a single one could take the
 * memory of the whole server. Texts are measured in UTF-16 units.
 */
export const ingestLimits = {
  /** As sent. Clients send some 4 MB at once; one chat of an agent's long days may need it all. */
  bodyBytes: 32 * 2 ** 20,
  /** Decoded: chats shrink to a fifth, so whatever grows to more than this is one chat, or a bomb. */
  decodedBytes: 64 * 2 ** 20,
  /** A check as sent, and decoded: its 1,000 entries take 700 bytes each at most. */
  checkBytes: 2 ** 20,
  /** Sessions of a check, and of an ingest. */
  sessions: 1_000,
  /** Messages of a session; weeks of work in one chat come to some thousand. */
  messages: 20_000,
  /** Parts of a message; an agent's answer has a few for each of its steps. */
  parts: 50_000,
  /** Tool calls of a message. */
  toolCalls: 20_000,
  /** Kinds of secrets that were redacted in a session. */
  findings: 20_000,
  /** How often one secret stood in a message: with all findings together still a 32-bit integer. */
  occurrences: 100_000,
  /** Files that a session was found in. */
  paths: 1_000,
  /** Models that a chat used. */
  models: 200,
  /** Text of a message, or what a tool was given or gave. */
  text: 16 * 2 ** 20,
  title: 10_000,
  /** Names of kinds, models, tools and the like. */
  word: 200,
  name: 1_000,
} as const;

/**
 * Bytes in UTF-8 of what is looked up by. A row of a PostgreSQL index has 2,704 at most, and in
 * that of paths an owner, a session's id and a path stand together.
 */
export const indexedLimits = { id: 500, key: 2_000, uri: 2_000, path: 1_500 } as const;
