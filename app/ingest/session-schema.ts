import type { z } from "zod";
import type { Message, Session } from "../sources/model.ts";
import { count, indexedText, json, list, object, oneOf, text, time, word } from "./fields.ts";
import { indexedLimits, ingestLimits } from "./limits.ts";

const usage = object({
  promptTokens: count().optional(),
  completionTokens: count().optional(),
}).transform(({ promptTokens, completionTokens }) => ({ promptTokens, completionTokens }));

const part = object({
  kind: word(),
  text: text(ingestLimits.text).optional(),
  raw: json().optional(),
}).transform(({ kind, text, raw }) => ({ kind, text, raw }));

const toolCall = object({
  id: text(ingestLimits.name),
  tool: word(),
  summary: text(ingestLimits.text),
  input: text(ingestLimits.text).optional(),
  output: text(ingestLimits.text).optional(),
  outcome: oneOf(["ok", "failed", "declined", "unknown"]),
}).transform(({ input, output, ...call }) => ({ ...call, input, output }));

const message = object({
  key: indexedText(indexedLimits.key),
  role: oneOf(["user", "assistant"]),
  text: text(ingestLimits.text),
  parts: list(part, ingestLimits.parts),
  createdAt: time().optional(),
  model: word().optional(),
  toolCalls: list(toolCall, ingestLimits.toolCalls),
  usage: usage.optional(),
  intent: object({
    command: word().exactOptional(),
    agent: word().exactOptional(),
    mode: word().exactOptional(),
  }).exactOptional(),
}).transform(({ createdAt, model, usage, ...rest }) => ({ ...rest, createdAt, model, usage }));

const modelUsage = object({
  model: word(),
  requests: count().exactOptional(),
  promptTokens: count().exactOptional(),
  completionTokens: count().exactOptional(),
});

export const sessionSource = oneOf(["vscode", "copilot-cli", "github"]);

export const sessionId = indexedText(indexedLimits.id);

/** A `Session` as its JSON says it: what is undefined there is left out here. */
export const sessionSchema = object({
  source: sessionSource,
  id: sessionId,
  title: text(ingestLimits.title).optional(),
  workspace: object({
    uri: indexedText(indexedLimits.uri),
    name: text(ingestLimits.name),
    repository: text(ingestLimits.name).exactOptional(),
  }).optional(),
  createdAt: time(),
  updatedAt: time(),
  messages: list(message, ingestLimits.messages).superRefine(refuseSameKeys),
  usage: list(modelUsage, ingestLimits.models).exactOptional(),
})
  .refine(({ createdAt, updatedAt }) => updatedAt >= createdAt, {
    path: ["updatedAt"],
    error: "before createdAt",
  })
  .transform(({ title, workspace, ...rest }) => ({
    ...rest,
    title,
    workspace,
  })) satisfies z.ZodType<Session>;

function refuseSameKeys(messages: Pick<Message, "key">[], context: z.RefinementCtx): void {
  const keys = new Set<string>();
  for (const [index, { key }] of messages.entries()) {
    if (keys.has(key)) {
      const path = [index, "key"];
      context.addIssue({ code: "custom", path, message: "the key of an earlier message" });
      return;
    }
    keys.add(key);
  }
}
