import type { Message, Session } from "../sources/model.ts";

/**
 * Why a chat cannot be stored, undefined when it can. The database refuses such a chat too, but
 * with an error that looks like its own; here one bad file is named and the others go on.
 */
export function sessionProblem(session: Session): string | undefined {
  if (session.id === "") return "the chat has no id";
  if (!isTime(session.createdAt)) return `createdAt: not a time, got ${session.createdAt}`;
  if (!isTime(session.updatedAt)) return `updatedAt: not a time, got ${session.updatedAt}`;
  if (session.updatedAt < session.createdAt) return "updatedAt: before createdAt";
  const keys = new Set<string>();
  for (const message of session.messages) {
    if (keys.has(message.key)) return `messages: the key ${message.key} is there twice`;
    keys.add(message.key);
    const problem = messageProblem(message);
    if (problem !== undefined) return `message ${message.key}: ${problem}`;
  }
  return undefined;
}

function messageProblem(message: Message): string | undefined {
  if (message.key === "") return "no key";
  if (message.createdAt !== undefined && !isTime(message.createdAt)) {
    return `createdAt: not a time, got ${message.createdAt}`;
  }
  const { promptTokens = 0, completionTokens = 0 } = message.usage ?? {};
  for (const tokens of [promptTokens, completionTokens]) {
    if (!Number.isSafeInteger(tokens) || tokens < 0) return `usage: not a count, got ${tokens}`;
  }
  return undefined;
}

/** Whole milliseconds in the range of a JavaScript Date, from 1970 on. */
function isTime(time: number): boolean {
  return Number.isInteger(time) && time >= 0 && time <= 8.64e15;
}
