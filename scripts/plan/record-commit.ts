import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ResourceGraph } from "../../plan/graph.ts";
import type { Answer, StackRequest } from "./recorder.ts";

/**
 * Records stacks of the checkout in `folder` with that checkout's own recorder, in a process of its
 * own: two versions of the program cannot share one. Undefined stands for a stack that is not there.
 * Throws an Error that begins with `title` where the checkout does not compile, has no recorder or
 * refuses its configuration.
 */
export async function recordCheckout(
  folder: string,
  title: string,
  requests: StackRequest[],
): Promise<(ResourceGraph | undefined)[]> {
  const recorder = fork(join(import.meta.dirname, "recorder.ts"), [folder], {
    cwd: folder,
    serialization: "advanced",
    // What a program prints is not what it registers.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = once(recorder, "exit");
  recorder.send(requests);
  const answer = await Promise.race([answerOf(recorder), ended.then(() => noAnswer)]);
  // A program may leave something open that would keep it.
  recorder.kill();
  await ended;
  if ("problem" in answer) throw new Error(`${title}: ${answer.problem}`);
  return answer.graphs;
}

const noAnswer: Answer = { problem: "ended its process before it was planned" };

async function answerOf(recorder: ChildProcess): Promise<Answer> {
  const [answer] = await once(recorder, "message");
  return answer;
}
