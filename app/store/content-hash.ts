import { hash } from "node:crypto";
import type { ModelUsage } from "../sources/model.ts";
import type { DerivedMessage } from "./derived-message.ts";

/** SHA-256, in hex, of everything that is stored of a message except its place. */
export function messageHash(message: DerivedMessage): string {
  if (message.derived !== undefined) return message.derived.contentHash;
  const { intent, text } = message;
  const textJson = JSON.stringify(text);
  // Most of what a message says is in a part too, and is written as JSON once.
  const partsJson = message.parts.map((part) => {
    const ownJson = part.text === text ? textJson : jsonInList(part.text);
    return `[${JSON.stringify(part.kind)},${ownJson},${jsonInList(part.raw)}]`;
  });
  const rest = [
    message.createdAt,
    message.model,
    message.toolCalls.map((call) => [
      call.id,
      call.tool,
      call.summary,
      call.input,
      call.output,
      call.outcome,
    ]),
    [message.usage?.promptTokens, message.usage?.completionTokens],
    // Only where there is one, so that what has none keeps the hash from before intents were read.
    ...(intent === undefined ? [] : [[intent.command, intent.agent, intent.mode]]),
  ];
  const start = `["${message.role}",${textJson},[${partsJson.join(",")}]`;
  return hash("sha256", `${start},${JSON.stringify(rest).slice(1)}`);
}

/** `value` as JSON writes it within a list, where null stands for `undefined`. */
function jsonInList(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

/** SHA-256, in hex, of a whole chat; `messages` in their order. */
export function conversationHash(chat: {
  title: string | undefined;
  workspaceUri: string | undefined;
  /** In the order of the models' names. */
  usage: ModelUsage[];
  messages: { key: string; contentHash: string }[];
}): string {
  return sha256([
    chat.title,
    chat.workspaceUri,
    chat.messages.map((message) => [message.key, message.contentHash]),
    ...chat.usage.map((counted) => [
      counted.model,
      counted.requests,
      counted.promptTokens,
      counted.completionTokens,
    ]),
  ]);
}

/** Arrays only: JSON writes `undefined` in them as null, and their order is fixed. */
function sha256(value: unknown[]): string {
  return hash("sha256", JSON.stringify(value));
}
