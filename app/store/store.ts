import type { Snippet } from "../search/snippet.ts";
import type {
  Intent,
  ModelUsage,
  Part,
  Session,
  SourceFile,
  SourceKind,
  ToolCall,
} from "../sources/model.ts";
import type { MessageFilter } from "./message-filter.ts";

/**
 * Where the conversations of one owner are kept. Reading shows those and what others let the team
 * see; nothing else of others is there for it, and nothing of others is ever changed. "Session" is the
 * word of the API and the page, "conversation" the word of the database. The database is the truth:
 * every index can be rebuilt from it.
 */
export interface Store {
  /**
   * Adds what is new in `session` and refreshes what changed, in one transaction. Messages that are
   * stored but missing from `session` stay: a compacted or torn file never takes anything away.
   * The same readings give the same conversation in any order: the newest one that has a message
   * says what is in it. Keys must be unique within the session. `sanitation` says what was taken
   * out of it before; absent where nobody looked for secrets. Throws, with nothing stored, when the
   * database cannot be written.
   */
  saveSession(
    session: Session,
    file: SourceFile,
    state: FileState,
    sanitation?: Sanitation,
  ): Promise<SaveResult>;
  /**
   * The same for several readings, in their order. Where the database has one writer that is one
   * transaction, and much quicker; elsewhere those before the one that failed are stored. Where they are
   * some of very many, `bulk`, another thread may store them; such calls are carried out in their order.
   */
  saveSessions(readings: SessionReading[], amount?: "few" | "bulk"): Promise<SaveResult[]>;
  /** What is known of files read before, by path; undefined for a new one. */
  fileState(path: string): Promise<FileState | undefined>;
  /** The same of all of them: a file that is not in it is a new one. */
  fileStates(): Promise<Map<string, FileState>>;
  /** Records that a file was read but could not be used, so that it is not counted as new again. */
  saveFileFailure(file: SourceFile, problem: string): Promise<void>;

  beginImport(startedAt: number): Promise<number>;
  /** Forgets all but the newest imports, of which there are many where chats are watched. */
  finishImport(id: number, report: ImportCounts, finishedAt: number): Promise<void>;
  lastImport(): Promise<LastImport>;

  sessions(page: SessionPage): Promise<SessionList>;
  session(id: string): Promise<SessionDetail | undefined>;
  counts(): Promise<Counts>;
  /** Shows a session to the team, or to its owner alone. False where the owner has no such one. */
  setVisibility(id: string, visibility: Visibility): Promise<boolean>;

  /**
   * Full-text hits among the messages that fit `filter`, best first, a few per session at most. Words
   * are matched by stem; several words by any of them. Any text is a valid query; one without a word
   * finds nothing. What a title finds is shown by the first message of its session that fits.
   */
  searchText(query: string, limit: number, filter?: MessageFilter): Promise<RankedMessage[]>;
  /**
   * Own messages that have no vector of generation `generation` yet, oldest first, those alone that are
   * newer than the one with the id `after`; default: all.
   */
  messagesWithoutVector(
    generation: string,
    limit: number,
    after?: number,
  ): Promise<EmbeddableMessage[]>;
  /**
   * Of the messages behind hits the place where the words of `query` stand, in the order of `ids`;
   * unknown ids are left out.
   */
  excerpts(ids: number[], query: string): Promise<Excerpt[]>;
  /** Words to ask for instead of those of `query` that occur nowhere, if there are any like them. */
  suggestions(query: string): Promise<Suggestion[]>;
  /** What hits are told apart by, without their texts, in the order of `ids`. */
  candidates(ids: number[]): Promise<Candidate[]>;

  /** Why the database can never be used, for people; absent on a store that has one. */
  unavailableReason?: string;
  /** Why the database cannot serve now, for people; undefined when it can. Never throws. */
  unreadyReason(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** What was read of a chat, to be stored. */
export interface SessionReading {
  session: Session;
  file: SourceFile;
  state: FileState;
  /** Undefined where nobody looked for secrets. */
  sanitation: Sanitation | undefined;
  /** Of a session that was put together elsewhere: the names of turns that are one, found there. */
  aliases?: TurnAlias[];
}

/** A turn that two files of a session name each in its own way, see `turn-aliases.ts`. */
export interface TurnAlias {
  /** What the transcript calls it. */
  alias: string;
  /** What the session's own file calls it, which stays. */
  turn: string;
}

/** What was taken out of a session before it was stored. */
export interface Sanitation {
  /** Of all rules together: text of another version is worth a new scan. */
  rulesVersion: string;
  findings: SecretFinding[];
}

/** A secret that was redacted in a message, without its value. */
export interface SecretFinding {
  messageKey: string;
  /** Id of the rule that found it. */
  rule: string;
  /** Keyed hash of the secret: equal for equal ones. */
  hash: string;
  /** How often it stood there, from 1. */
  count: number;
}

/** What tells an unchanged file from one to read again. */
export interface FileState {
  sizeBytes: number;
  modifiedAtMs: number;
  inode: string;
  /** The last reading met a half-written line: read again even when size and time are the same. */
  torn: boolean;
  /** Why the last reading failed; undefined when it did not. */
  problem: string | undefined;
}

export interface SaveResult {
  /** `unchanged` when title, workspace and messages were stored already with the same content. */
  outcome: "added" | "updated" | "unchanged";
  messagesAdded: number;
  messagesUpdated: number;
  /** Stored messages that this reading, being the newest and whole, no longer has; all are kept. */
  messagesKept: number;
}

export interface ImportCounts {
  filesSeen: number;
  filesRead: number;
  filesFailed: number;
  sessionsAdded: number;
  sessionsUpdated: number;
  messagesAdded: number;
}

export interface ImportRecord extends ImportCounts {
  startedAt: number;
  finishedAt: number;
}

export interface LastImport {
  /** The newest that came to its end; undefined before the first. */
  finished: ImportRecord | undefined;
  /** When a newer one began that has not ended: it runs, or was interrupted. */
  unfinishedSince: number | undefined;
}

export interface SessionPage {
  /** 1 to 200. */
  limit: number;
  offset: number;
  /** Those that have a message which fits; default all. */
  filter?: MessageFilter;
}

export interface SessionSummary {
  /** The id in URLs: `<source>:<id of the product>`, with `<owner>~` before somebody else's. */
  id: string;
  owner: string;
  visibility: Visibility;
  source: SourceKind;
  /** Never empty: the product's title, else the start of the first prompt. */
  title: string;
  workspace: string | undefined;
  /** Of the workspace, for example `github.com/ada/shop`; absent where none is known. */
  repository?: string;
  createdAt: number;
  updatedAt: number;
  messageCount: number;
}

/** Whether its owner alone sees a session, or whoever has chats in the same database. */
export type Visibility = "private" | "team";

export interface SessionList {
  total: number;
  sessions: SessionSummary[];
}

export interface SessionDetail extends SessionSummary {
  /** By model; absent where the product counted nothing for the whole chat. */
  usage?: ModelUsage[];
  messages: StoredMessage[];
}

export interface StoredMessage {
  id: number;
  role: "user" | "assistant";
  text: string;
  parts: Part[];
  createdAt: number | undefined;
  model: string | undefined;
  /** Absent where the product recorded none. */
  intent?: Intent;
  toolCalls: ToolCall[];
}

export interface Counts {
  sessions: number;
  messages: number;
  /** In which chats were held; folders with one repository count as one. */
  workspaces: number;
  toolCalls: number;
  /** Of the whole database, whoever's chats are in it. */
  databaseBytes: number;
}

/** A hit of one leg; rank 1 is the best. */
export interface RankedMessage {
  messageId: number;
  rank: number;
}

export interface EmbeddableMessage {
  id: number;
  text: string;
}

/** The piece of a message that is shown for it. */
export interface Excerpt extends Snippet {
  session: SessionSummary;
  messageId: number;
  /** The turn of the message in its session: both of its sides have the same. */
  turn: string;
  role: "user" | "assistant";
}

/** A word of a query that occurs nowhere. */
export interface Suggestion {
  /** As it is written there. */
  word: string;
  /** Words like it that occur, one as much as the other; at least one. */
  instead: string[];
}

/** A message that a search may show. */
export interface Candidate {
  messageId: number;
  /** The same for all messages of a session. */
  conversationId: number;
  role: "user" | "assistant";
  source: SourceKind;
  /** Name of the workspace; undefined without one. */
  workspace: string | undefined;
  /** Undefined where the product named none, as for questions. */
  model: string | undefined;
}
