import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./engine.ts";

const REMOVAL_LIMIT_MS = 30_000;
const POLL_MS = 200;

/** Removes something once nobody uses it any more. What is gone already is as good as removed. */
export async function removedWhenUnused(engine: Engine, path: string, inUse: RegExp) {
  const deadline = performance.now() + REMOVAL_LIMIT_MS;
  for (;;) {
    try {
      await engine.send("DELETE", path, undefined, [404]);
      return;
    } catch (error) {
      const isWaiting = inUse.test(String(error)) && performance.now() < deadline;
      if (!isWaiting) throw error;
      await sleep(POLL_MS);
    }
  }
}
