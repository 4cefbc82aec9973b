import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { chatApp } from "../../app/service.ts";
import type { SwapOptions } from "./options.ts";
import { probe } from "./probes.ts";

export interface GateOptions extends Pick<SwapOptions, "answers" | "gateSeconds"> {
  signal: AbortSignal;
  onProgress: (text: string) => void;
}

/** Between two questions: a slot that starts is to start in peace. */
const pauseMs = 1_000;

/**
 * Waits until the application at `url` has said so many times in a row that it is ready, its database
 * migrated, each time as `version`. Answers what was wrong last when that takes too long.
 */
export async function untilReady(
  url: string,
  version: string,
  { answers, gateSeconds, signal, onProgress }: GateOptions,
): Promise<string | undefined> {
  const deadline = performance.now() + gateSeconds * 1000;
  let problem: string | undefined;
  for (let inARow = 0; inARow < answers; ) {
    const newProblem = await unreadyReason(url, version, signal);
    inARow = newProblem === undefined ? inARow + 1 : 0;
    if (newProblem === undefined) onProgress(`${inARow} of ${answers} good answers in a row`);
    else if (newProblem !== problem) onProgress(newProblem);
    problem = newProblem;
    if (inARow === answers) break;
    if (performance.now() > deadline) {
      return `${url}: not ready within ${gateSeconds} s: ${problem ?? "too few answers"}`;
    }
    await wait(pauseMs, undefined, { signal });
  }
  return undefined;
}

/** Why the application at `url` is not ready now as `version`; undefined when it is. */
export async function unreadyReason(
  url: string,
  version: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ready = await probe(new URL(chatApp.readyPath, url), { apiKey: undefined, signal });
  if (ready.problem !== undefined) return ready.problem;
  const answered = await answeredVersion(url, signal);
  if (answered === version) return undefined;
  return `GET ${chatApp.healthPath} answers as ${answered ?? "nobody"}, where ${version} is expected`;
}

/** Waits until the application at `url` answers as `version`; answers what it does when it does not. */
export async function untilVersion(
  url: string,
  version: string,
  seconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answered = await answeredVersion(url, signal);
    if (answered === version) return undefined;
    if (performance.now() > deadline) {
      return `answers as ${answered ?? "nobody"} for ${seconds} s, where ${version} should`;
    }
    await wait(pauseMs, undefined, { signal });
  }
}

/** The version that the application at `url` says it is; undefined without an answer. */
async function answeredVersion(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const timeout = AbortSignal.timeout(5_000);
    const answer = await fetch(new URL(chatApp.healthPath, url), {
      signal: AbortSignal.any([signal, timeout]),
    });
    return z.object({ version: z.string() }).safeParse(await answer.json()).data?.version;
  } catch {
    return undefined;
  }
}
