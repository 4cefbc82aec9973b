/** A product that writes chats; `github` is the chat on github.com. */
export type SourceKind = (typeof sourceKinds)[number];

export const sourceKinds = ["vscode", "copilot-cli", "github"] as const;

/** One chat, whatever product wrote it. Times are milliseconds since 1970, UTC. */
export interface Session {
  source: SourceKind;
  /** Identifier that the product gave it; unique within its source. */
  id: string;
  /** The product's title; undefined where it gave none. */
  title: string | undefined;
  /** Folder or workspace in which the chat was held; undefined for an empty window. */
  workspace: Workspace | undefined;
  createdAt: number;
  /** Time of the last message known; never before `createdAt`. */
  updatedAt: number;
  /** In the order of the conversation. */
  messages: Message[];
  /** What the whole chat used, by model, where the product counts per chat and not per message. */
  usage?: ModelUsage[];
}

/** The folder of a chat, identified by URI because VS Code's hash changes on every re-clone. */
export interface Workspace {
  /** For example `file:///home/ada/shop`. */
  uri: string;
  /** Last path segment of the URI, for people. */
  name: string;
  /**
   * Host and path of the folder's git remote, for example `github.com/ada/shop`: the same for every
   * clone, over HTTPS and SSH, without credentials. Absent where the folder has none or is gone.
   */
  repository?: string;
}

/** One side of one turn. */
export interface Message {
  /** Stable within the session: `<requestId>/user` or `<requestId>/assistant`. */
  key: string;
  role: "user" | "assistant";
  /** What a person reads: markdown, code in fences. Empty where only tools ran. */
  text: string;
  /** In order, everything the product wrote, unknown kinds included. */
  parts: Part[];
  /** Undefined where the product recorded no time. */
  createdAt: number | undefined;
  /** Model that answered, as the product names it. */
  model: string | undefined;
  toolCalls: ToolCall[];
  /** Undefined where the product counted nothing. */
  usage: Usage | undefined;
  /** How it was asked; on questions only, absent where the product recorded nothing. */
  intent?: Intent;
}

/** What a person chose for a question beside its words, each as the product spells it. */
export interface Intent {
  /** Slash command without its slash, for example `explain`. */
  command?: string;
  /** Who was asked, for example `github.copilot.workspace`. */
  agent?: string;
  /** For example `ask`, `edit`, `agent` or `plan`. */
  mode?: string;
}

/** A piece of a message. `text` is its readable form, `raw` the product's own object. */
export interface Part {
  /** `markdown`, `thinking`, `tool`, or the product's own word for the kind. */
  kind: string;
  text: string | undefined;
  /** Undefined where `text` alone says all of it. */
  raw: unknown;
}

export interface ToolCall {
  /** Identifier within the session. */
  id: string;
  /** The tool's name as the product spells it, for example `copilot_readFile`. */
  tool: string;
  /** What the person saw, for example "Read app.ts". */
  summary: string;
  /** Arguments as JSON text, undefined where not recorded. */
  input: string | undefined;
  /** Result as text, undefined where not recorded. */
  output: string | undefined;
  /** `unknown` where the product did not say. */
  outcome: "ok" | "failed" | "declined" | "unknown";
}

export interface Usage {
  promptTokens: number | undefined;
  completionTokens: number | undefined;
}

export interface ModelUsage {
  model: string;
  /** Requests to the model. */
  requests?: number;
  promptTokens?: number;
  completionTokens?: number;
}

/** A file that may hold sessions, seen by a listing. */
export interface SourceFile {
  /** Absolute path. */
  path: string;
  /** Folder of the listing that found it, for the report. */
  root: string;
  sizeBytes: number;
  modifiedAtMs: number;
  /** Distinguishes a rewritten file from a grown one; as text, because inodes pass 2^53. */
  inode: string;
}

/** What reading a file gave of one session. */
export interface Reading {
  session: Session;
  /** Lines or objects that could not be read, each as a sentence; the rest was read. */
  problems: string[];
  /** True when the last line was cut off: the writer was still at work, so read it again later. */
  torn: boolean;
}

/** A product's chats on this machine. */
export interface ChatSource {
  kind: SourceKind;
  /** Folders that exist and are searched, in a fixed order. */
  roots: string[];
  /** Every file that may hold a session; unreadable folders are reported through `onProblem`. */
  list(onProblem: (problem: string) => void): AsyncIterable<SourceFile>;
  /**
   * The sessions of a file of the last listing, never none; of several readings of one session the
   * later knows better. Throws an Error whose message names the problem when nothing of the file
   * can be used.
   */
  read(file: SourceFile): Promise<Reading[]>;
}
