import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

/** A program beside this file, with its arguments and environment. */
export interface Program {
  file: string;
  args?: string[];
  environment: Record<string, string>;
}

/**
 * Runs a program until it has written `line`, and kills it `delayMs` later, wherever it is then.
 * Gives what it had written; all of it where it ended before.
 */
export async function killedAfter(
  { file, args = [], environment }: Program,
  line: string,
  delayMs: number,
): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const lines: string[] = [];
  for await (const written of createInterface({ input: child.stdout })) {
    lines.push(written);
    if (written !== line) continue;
    // Whole milliseconds are all that a timer knows.
    await wait(delayMs);
    child.kill("SIGKILL");
  }
  await closed;
  return lines;
}

/** Milliseconds that a program takes from its line `opening` to its line `opened`. */
export async function openingMs({ file, args = [], environment }: Program): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const times: number[] = [];
  for await (const _ of createInterface({ input: child.stdout })) times.push(performance.now());
  const [start = 0, end = 0] = times;
  return end - start;
}

/** Fractions of 0 to 1 for 20 seeds: one in each twentieth, at a place that the seed decides. */
export const moments = Array.from({ length: 20 }, (_, seed) => ({
  seed,
  moment: (seed + ((seed * 7_919 + 13) % 101) / 101) / 20,
}));
