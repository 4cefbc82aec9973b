import type { Message, Part, Session, ToolCall } from "../sources/model.ts";
import type { Finding } from "./redaction.ts";
import type { Sanitizer } from "./sanitizer.ts";

/** A chat without secrets, and what was taken out of which message. */
export interface SanitizedSession {
  session: Session;
  findings: MessageFinding[];
}

export interface MessageFinding extends Finding {
  messageKey: string;
}

/**
 * `session` with a placeholder for every secret in what people and tools wrote: titles, texts, parts
 * with their raw form, arguments and results of tools. Identifiers and times stay. A secret of the title
 * is in no message and has no finding.
 */
export function sanitizedSession(session: Session, sanitizer: Sanitizer): SanitizedSession {
  const findings: MessageFinding[] = [];
  const messages = session.messages.map((message) => {
    const found = new Map<string, Finding>();
    const sanitized = sanitizedMessage(message, collecting(sanitizer, found));
    for (const finding of found.values()) findings.push({ ...finding, messageKey: message.key });
    return sanitized;
  });
  const title = session.title === undefined ? undefined : sanitizer.sanitize(session.title).text;
  return { session: { ...session, title, messages }, findings };
}

interface Cleaner {
  text(text: string): string;
  json(value: unknown): unknown;
}

/** Adds up what is found in all texts of one message. */
function collecting(sanitizer: Sanitizer, found: Map<string, Finding>): Cleaner {
  const collect = (findings: Finding[]) => {
    for (const { rule, hash, count } of findings) {
      const key = `${rule}:${hash}`;
      found.set(key, { rule, hash, count: (found.get(key)?.count ?? 0) + count });
    }
  };
  // What a message says comes first, and is often one of its parts too. A `Map` of all texts would hash
  // each of them, which takes a fourth of the time that sanitizing them does.
  let first: { text: string; sanitized: ReturnType<Sanitizer["sanitize"]> } | undefined;
  return {
    text(text) {
      const sanitized = text === first?.text ? first.sanitized : sanitizer.sanitize(text);
      first ??= { text, sanitized };
      collect(sanitized.findings);
      return sanitized.text;
    },
    json(value) {
      const { value: clean, findings } = sanitizer.sanitizeJson(value);
      collect(findings);
      return clean;
    },
  };
}

function sanitizedMessage(message: Message, clean: Cleaner): Message {
  return {
    ...message,
    text: clean.text(message.text),
    parts: message.parts.map((part) => sanitizedPart(part, clean)),
    toolCalls: message.toolCalls.map((call) => sanitizedToolCall(call, clean)),
  };
}

function sanitizedPart({ kind, text, raw }: Part, clean: Cleaner): Part {
  return {
    kind,
    text: text === undefined ? undefined : clean.text(text),
    raw: clean.json(raw),
  };
}

function sanitizedToolCall(call: ToolCall, clean: Cleaner): ToolCall {
  const { summary, input, output } = call;
  return {
    ...call,
    summary: clean.text(summary),
    input: input === undefined ? undefined : sanitizedArguments(input, clean),
    output: output === undefined ? undefined : clean.text(output),
  };
}

/** By their names too, where they are JSON, as they should be. */
function sanitizedArguments(input: string, clean: Cleaner): string {
  try {
    const value: unknown = JSON.parse(input);
    const sanitized = clean.json(value);
    // What needs no change keeps its spelling.
    return sanitized === value ? input : JSON.stringify(sanitized);
  } catch {
    return clean.text(input);
  }
}
