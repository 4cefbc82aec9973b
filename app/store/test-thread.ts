import { workerData } from "node:worker_threads";
import { replyToCalls } from "./thread-replies.ts";
import { StoreUnavailable } from "./unavailable.ts";

/** What the tests of `threadPool` ask of a thread. */
export type TestCall =
  | { kind: "echo"; text: string }
  | { kind: "fail"; code?: string }
  | { kind: "unavailable" }
  /** Ends the thread unless so many have ended before. */
  | { kind: "end"; times: number }
  | { kind: "grow" }
  /** Waits until the test lets it go on. */
  | { kind: "wait" };

/** Of `ended`, how many threads have ended; of `open`, whether those that wait may go on. */
const { ended, open } = workerData as { ended: Int32Array; open: Int32Array };

replyToCalls(async (call: TestCall): Promise<string> => {
  switch (call.kind) {
    case "echo":
      return call.text;
    case "fail":
      throw Object.assign(new Error("no such table"), { code: call.code });
    case "unavailable":
      throw new StoreUnavailable("not here");
    case "end":
      if (Atomics.add(ended, 0, 1) < call.times) process.exit();
      return "survived";
    case "grow":
      for (const kept: string[] = []; ; ) kept.push("x".repeat(1_000) + kept.length);
    case "wait":
      Atomics.wait(open, 0, 0);
      return "done";
  }
});
