import { expect, test, vi } from "vitest";
import { testSanitizer } from "../sanitize/testing.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { ingestEmbedding } from "./embedding.ts";
import { ingestSessions } from "./ingest.ts";
import { ingestBody, pushed } from "./test-pushes.ts";
import { testIngest } from "./testing.ts";

const log = jsonLog("silent");

async function databaseOf(...owners: string[]) {
  const { database } = await testIngest();
  for (const owner of owners) {
    const place = { ...database.forOwner(owner), sanitizer: testSanitizer, log };
    await ingestSessions(ingestBody([pushed()]), place, () => {});
  }
  const vectorsOf = (owner: string) =>
    database.forOwner(owner).vectors.count(hashedNgrams.generation);
  return { database, vectorsOf };
}

test("what has come gets its vectors, an owner after the other", async () => {
  const { database, vectorsOf } = await databaseOf("ada", "grace", "linus");
  const embedding = ingestEmbedding({ database, embedder: hashedNgrams, log });
  embedding.embed("ada");
  embedding.embed("grace");
  embedding.embed("ada");
  await vi.waitFor(async () => expect(await vectorsOf("grace")).toBe(1));
  expect([await vectorsOf("ada"), await vectorsOf("linus")]).toEqual([1, 0]);
  embedding.embed("linus");
  await vi.waitFor(async () => expect(await vectorsOf("linus")).toBe(1));
  await embedding.stop();
});

test("a stop waits for the batch at hand, and nothing is made after it", async () => {
  const { database, vectorsOf } = await databaseOf("ada", "grace");
  let embedded = 0;
  let letGo = () => {};
  const embedder: typeof hashedNgrams = {
    ...hashedNgrams,
    async embed(texts) {
      embedded += 1;
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return hashedNgrams.embed(texts);
    },
  };
  const embedding = ingestEmbedding({ database, embedder, log });
  embedding.embed("ada");
  embedding.embed("grace");
  await vi.waitFor(() => expect(embedded).toBe(1));
  const stopped = embedding.stop();
  letGo();
  await stopped;
  expect([await vectorsOf("ada"), await vectorsOf("grace"), embedded]).toEqual([1, 0, 1]);
});

test("vectors that cannot be made are warned of, and the next chats get theirs", async () => {
  const { database, vectorsOf } = await databaseOf("ada");
  const warned: unknown[] = [];
  let isBroken = true;
  const embedder: typeof hashedNgrams = {
    ...hashedNgrams,
    embed: (texts) =>
      isBroken ? Promise.reject(new Error("no model")) : hashedNgrams.embed(texts),
  };
  const warning = { warn: (facts: unknown) => void warned.push(facts) };
  const embedding = ingestEmbedding({ database, embedder, log: warning });
  embedding.embed("ada");
  await vi.waitFor(() => expect(warned).toHaveLength(1));
  expect(warned).toEqual([{ problem: expect.stringContaining("no model") }]);
  isBroken = false;
  embedding.embed("ada");
  await vi.waitFor(async () => expect(await vectorsOf("ada")).toBe(1));
  await embedding.stop();
});
