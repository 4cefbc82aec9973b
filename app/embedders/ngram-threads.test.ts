import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { embedderContract } from "./embedder-contract.ts";
import { ngramThreads } from "./ngram-threads.ts";

embedderContract("hashed n-grams in threads", async () => ngramThreads({ processors: 3 }));

/** Enough for several calls of threads. */
const manyTexts = Array.from(
  { length: 450 },
  (_, index) => `message ${index} on getUserName${index} ${"and more of it ".repeat(index % 40)}`,
);

const missing = new URL("no-such-thread.ts", import.meta.url);

describe("ngramThreads", () => {
  it("gives exactly the vectors that one thread gives, in order", async () => {
    const { embed, generation } = ngramThreads({ processors: 3 });
    expect(generation).toBe(hashedNgrams.generation);
    expect(await embed(manyTexts)).toEqual(await hashedNgrams.embed(manyTexts));
  });

  it("makes them itself where no thread can start, or there is one processor", async () => {
    const made = await hashedNgrams.embed(manyTexts);
    const { embed } = ngramThreads({ processors: 3, module: missing });
    expect(await embed(manyTexts)).toEqual(made);
    expect(await embed(manyTexts)).toEqual(made);
    expect(await ngramThreads({ processors: 1, module: missing }).embed(manyTexts)).toEqual(made);
  });

  it("makes them itself where a thread ends before it has answered", async () => {
    const ending = new URL(
      `data:text/javascript,import { parentPort } from "node:worker_threads";
      parentPort.on("message", () => process.exit());
      parentPort.postMessage({ isReady: true });`,
    );
    const { embed } = ngramThreads({ processors: 3, module: ending });
    expect(await embed(manyTexts)).toEqual(await hashedNgrams.embed(manyTexts));
  });

  it("asks no thread for a few texts", async () => {
    const failing = new URL("data:text/javascript,throw new Error('was started')");
    const { embed } = ngramThreads({ processors: 3, module: failing });
    expect(await embed(["a query"])).toEqual(await hashedNgrams.embed(["a query"]));
  });

  it("makes nothing that is not wanted any more", async () => {
    const { embed } = ngramThreads({ processors: 3 });
    const controller = new AbortController();
    const made = embed(manyTexts, controller.signal);
    controller.abort(new Error("the person has left"));
    await expect(made).rejects.toThrow("the person has left");
  });

  it("lets a process end that has nothing else to do", () => {
    const module = JSON.stringify(new URL("ngram-threads.ts", import.meta.url));
    const script = `
      const { ngramThreads } = await import(${module});
      const texts = Array.from({ length: 450 }, (_, index) => "message " + index + " ".repeat(200));
      const made = await ngramThreads({ processors: 3 }).embed(texts);
      process.stdout.write(String(made.length));`;
    const args = ["--input-type=module", "--eval", script];
    // The threads themselves would go on for some seconds.
    expect(execFileSync(process.execPath, args, { timeout: 4_500 }).toString()).toBe("450");
  });
});
