import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { embedPending } from "../import/embedding.ts";
import { emptyReport } from "../import/report.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { Embedder } from "../vectors/ports.ts";
import { currentEmbedder } from "./current.ts";
import { httpEmbedder } from "./http/embedder.ts";
import { embeddingServer } from "./http/testing.ts";
import { lateEmbedder } from "./late.ts";

it("searches with the embedder before until another one has made all vectors", async () => {
  const folder = temporaryFolder();
  const { store, vectors } = await openSqliteStore({ directory: folder.path });
  onTestFinished(async () => {
    await store.close();
    folder[Symbol.dispose]();
  });
  const messages = Array.from({ length: 600 }, (_, turn) => prompt(`r${turn}`, `bread ${turn}`));
  await store.saveSession(chat({ messages }), sourceFile(), readState(sourceFile()));
  const embed = async (embedder: Embedder, stopAfter?: number) => {
    const controller = new AbortController();
    const report = emptyReport();
    const { signal } = controller;
    await embedPending({ store, vectors, embedder, signal }, report, () => {
      if (report.messagesEmbedded === stopAfter) controller.abort();
    });
    expect(report.problems).toEqual([]);
    return report.messagesEmbedded;
  };
  expect(await embed(hashedNgrams)).toBe(600);

  const { url } = await embeddingServer();
  const model = lateEmbedder(httpEmbedder({ url, model: "small", key: undefined }));
  const current = () => currentEmbedder(vectors, model).open();
  expect(await embed(model, 500)).toBe(500);
  expect(model.generation).toBe("http-small-16-v1");
  expect(await current()).toBe(hashedNgrams);
  const [query = new Float32Array()] = await hashedNgrams.embed(["bread"]);
  expect(await vectors.nearest(hashedNgrams.generation, query, 600)).toHaveLength(600);

  expect(await embed(model)).toBe(100);
  expect(await current()).toBe(model);
  expect(await vectors.count(model.generation)).toBe(600);
  expect(await vectors.count(hashedNgrams.generation)).toBe(0);
  expect(await vectors.nearest(hashedNgrams.generation, query, 600)).toEqual([]);
});
