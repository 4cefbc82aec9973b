import type { Message, Session, SourceFile } from "../sources/model.ts";
import type { FileState } from "./store.ts";

/** Chats for tests: what a test does not name has the value below. */
export function chat(values: Partial<Session> = {}): Session {
  const messages = values.messages ?? [prompt("r1", "How do I bake bread?")];
  const createdAt = values.createdAt ?? 1_000;
  const times = messages.map((message) => message.createdAt ?? createdAt);
  return {
    source: "vscode",
    id: "chat-1",
    title: undefined,
    workspace: undefined,
    createdAt,
    updatedAt: Math.max(createdAt, ...times),
    ...values,
    messages,
  };
}

/** The person's side of turn `turn`, without a time unless one is given. */
export function prompt(turn: string, text: string, createdAt?: number): Message {
  return message({ key: `${turn}/user`, role: "user", text, createdAt });
}

/** The other side of turn `turn`. */
export function answer(turn: string, text: string, createdAt?: number): Message {
  return message({ key: `${turn}/assistant`, role: "assistant", text, createdAt, model: "gpt-5" });
}

export function message(values: Partial<Message>): Message {
  const text = values.text ?? "";
  return {
    key: "r1/user",
    role: "user",
    text,
    parts: [{ kind: "markdown", text, raw: undefined }],
    createdAt: undefined,
    model: undefined,
    toolCalls: [],
    usage: undefined,
    ...values,
  };
}

export function sourceFile(values: Partial<SourceFile> = {}): SourceFile {
  return {
    path: "/chats/a.json",
    root: "/chats",
    sizeBytes: 10,
    modifiedAtMs: 5_000,
    inode: "1",
    ...values,
  };
}

/** The state in which a reading of `file` leaves it. */
export function readState(file: SourceFile, values: Partial<FileState> = {}): FileState {
  const { sizeBytes, modifiedAtMs, inode } = file;
  return { sizeBytes, modifiedAtMs, inode, torn: false, problem: undefined, ...values };
}
