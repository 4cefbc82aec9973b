import { timeOf } from "../events/event-log.ts";
import { remainder } from "../events/remainder.ts";
import { list, readFields, text } from "../fields.ts";
import { intentFrom } from "../intent.ts";
import { isRecord, typeName } from "../json.ts";
import type { Message, Session } from "../model.ts";
import type { Report } from "../problems.ts";
import { uniqueNames } from "../unique-names.ts";
import type { RawThread } from "./threads.ts";

/** What the file around a thread tells of it. */
export interface Origin {
  /** Identifier where neither the thread nor its messages have one. */
  fallbackId: string;
  /** Milliseconds since 1970, for a thread without any time in it. */
  fallbackTime: number;
}

const threadShape = { id: text, name: text, createdAt: text, updatedAt: text };
const messageShape = {
  id: text,
  role: text,
  content: text,
  createdAt: text,
  model: text,
  mode: text,
  references: list,
};

/** A thread as a `Session`. What has the wrong type is left out and reported. */
export function sessionFrom(
  { thread, messages: raw }: RawThread,
  origin: Origin,
  report: Report,
): Session {
  const fields = readFields(thread, threadShape, "", report);
  const messages = messagesOf(raw ?? [], report);
  const times = messages.flatMap((message) => message.createdAt ?? []);
  const createdAt = timeOf(fields.createdAt) ?? times[0] ?? origin.fallbackTime;
  return {
    source: "github",
    id: fields.id || threadIdIn(raw ?? []) || origin.fallbackId,
    title: fields.name?.trim() || undefined,
    workspace: undefined,
    createdAt,
    updatedAt: [timeOf(fields.updatedAt) ?? 0, ...times].reduce(
      (a, b) => Math.max(a, b),
      createdAt,
    ),
    messages,
  };
}

/** A message names its thread. */
function threadIdIn(messages: unknown[]): string | undefined {
  const ids = messages.filter(isRecord).map(({ threadID, threadId }) => threadID ?? threadId);
  return ids.find((id) => typeof id === "string" && id !== "") as string | undefined;
}

function messagesOf(messages: unknown[], report: Report): Message[] {
  const uniqueKey = uniqueNames();
  return messages.flatMap((raw, index) => {
    const at = `messages[${index}]`;
    if (!isRecord(raw)) {
      report(`${at}: expected an object, got ${typeName(raw)}; left out`);
      return [];
    }
    return [messageFrom(raw, at, (id) => uniqueKey(id ?? `message-${index}`), report)];
  });
}

function messageFrom(
  raw: Record<string, unknown>,
  at: string,
  keyOf: (id: string | undefined) => string,
  report: Report,
): Message {
  const fields = readFields(raw, messageShape, at, report);
  const role = fields.role === "user" ? "user" : "assistant";
  const content = fields.content ?? "";
  const intent = role === "user" ? intentFrom({ mode: fields.mode }) : undefined;
  return {
    key: keyOf(fields.id && `${fields.id}/${role}`),
    role,
    text: content,
    parts: [
      { kind: "markdown", text: content, raw: remainder(raw, knownFields) },
      ...(fields.references ?? []).map((reference) => ({
        kind: "attachment",
        text: referenceName(reference),
        raw: reference,
      })),
    ],
    createdAt: timeOf(fields.createdAt),
    model: role === "assistant" ? fields.model || undefined : undefined,
    toolCalls: [],
    usage: undefined,
    ...(intent !== undefined && { intent }),
  };
}

const knownFields = [...Object.keys(messageShape), "threadID", "threadId"];

function referenceName(reference: unknown): string | undefined {
  if (!isRecord(reference)) return undefined;
  const { path, name, title, url } = reference;
  return [path, name, title, url].find((text) => typeof text === "string");
}
