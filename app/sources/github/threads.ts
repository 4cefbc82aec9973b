import { isRecord } from "../json.ts";

/** A thread of github.com/copilot with what an export has of it. */
export interface RawThread {
  thread: Record<string, unknown>;
  /** Undefined where the export only names the thread. */
  messages: unknown[] | undefined;
}

/**
 * The threads in a JSON that a person saved. There is no official export, so each answer of the
 * site and the plain ways to put them together count: a list of threads, as such or under
 * `threads`; one thread, as such or under `thread`, with its `messages`; and `messages` alone.
 * Undefined where it is none of them.
 */
export function threadsIn(content: unknown): RawThread[] | undefined {
  if (Array.isArray(content)) return listed(content);
  if (!isRecord(content)) return undefined;
  if (Array.isArray(content.threads)) return listed(content.threads);
  const thread = isRecord(content.thread) ? content.thread : content;
  const messages = content.messages ?? thread.messages;
  return Array.isArray(messages) ? [{ thread, messages }] : undefined;
}

function listed(items: unknown[]): RawThread[] | undefined {
  const threads = items.flatMap((item) => {
    if (!isRecord(item)) return [];
    const [nested] = (isRecord(item.thread) && threadsIn(item)) || [];
    const messages = Array.isArray(item.messages) ? item.messages : undefined;
    return [nested ?? { thread: item, messages }];
  });
  const isThreads = threads.some(({ thread }) => typeof thread.id === "string");
  // Messages have identifiers too, but a role besides.
  const isMessages = threads.some(({ thread }) => typeof thread.role === "string");
  if (isMessages) return [{ thread: {}, messages: items }];
  return isThreads ? threads : undefined;
}
