import { parentPort } from "node:worker_threads";
import { StoreUnavailable } from "./unavailable.ts";

/** What a thread of a pool says: once that it is there, then a reply to each call. */
export type ThreadMessage<Result> = typeof readyMessage | ThreadReply<Result>;

export type ThreadReply<Result> = { result: Result } | { problem: ThreadProblem };

const readyMessage = { isReady: true } as const;

export function isReadyMessage(message: object): message is typeof readyMessage {
  return "isReady" in message;
}

/** Of an error, which would lose its class and its code on the way from one thread to another. */
export interface ThreadProblem {
  message: string;
  code: string | undefined;
  isUnavailable: boolean;
}

/**
 * Makes this thread one of a pool, which answers each call with what `answer` makes of it, one after
 * another.
 */
export function replyToCalls<Call, Result>(answer: (call: Call) => Promise<Result>): void {
  let answered = Promise.resolve();
  parentPort?.on("message", (call: Call) => {
    answered = answered.then(async () => parentPort?.postMessage(await replyTo(answer, call)));
  });
  parentPort?.postMessage(readyMessage);
}

async function replyTo<Call, Result>(
  answer: (call: Call) => Promise<Result>,
  call: Call,
): Promise<ThreadReply<Result>> {
  try {
    return { result: await answer(call) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    return { problem: { message, code, isUnavailable: error instanceof StoreUnavailable } };
  }
}
