import type { ModelUsage, Part } from "../sources/model.ts";
import type { ArchiveFormat } from "./format.ts";
import { headOf, isoTime, readHead } from "./head.ts";
import type { ArchivedMessage, ArchivedSession } from "./source.ts";

/** Everything that is stored of a session, a property a line. */
export const jsonFormat: ArchiveFormat = {
  extension: "json",
  pieces,
  headEnd: '  "messages": [',
  head: (lines) => readHead(JSON.parse(`${lines.join("\n")}"messages": []}`)),
};

function* pieces(session: ArchivedSession): Generator<string, void> {
  const head = { ...headOf(session), usage: session.usage?.map(usageFields) };
  yield `${JSON.stringify(head, null, 2).replace(/\n}$/, "")},\n${jsonFormat.headEnd}`;
  for (const [index, message] of session.messages.entries()) {
    const text = JSON.stringify(fields(message), null, 2).replace(/^/gm, "    ");
    yield `${index === 0 ? "" : ","}\n${text}`;
  }
  yield session.messages.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

function usageFields({ model, requests, promptTokens, completionTokens }: ModelUsage) {
  return { model, requests, promptTokens, completionTokens };
}

/** In this order in every file. What is undefined is left out. */
function fields({ role, createdAt, model, intent, text, parts, toolCalls }: ArchivedMessage) {
  return {
    role,
    createdAt: isoTime(createdAt) ?? undefined,
    model,
    intent: intent && { command: intent.command, agent: intent.agent, mode: intent.mode },
    text,
    parts: parts.map(partFields),
    toolCalls: toolCalls.map(({ id, tool, summary, input, output, outcome }) => ({
      id,
      tool,
      summary,
      input,
      output,
      outcome,
    })),
  };
}

function partFields({ kind, text, raw }: Part) {
  return { kind, text, raw: withSortedKeys(raw) };
}

/** A product writes the keys of its objects in an order that may differ from day to day. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, withSortedKeys(part)]));
}
