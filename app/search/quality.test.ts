import { describe, expect, test } from "vitest";
import { chatNames, fillCorpus } from "../../test/support/search-quality/corpus.ts";
import { qualityOf, qualityOfAnswer } from "../../test/support/search-quality/quality.ts";
import { queries, queryKinds } from "../../test/support/search-quality/queries.ts";
import { temporaryFolder } from "../commands/testing.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { hybridSearch } from "./hybrid.ts";

/** The benchmark has thousands; so many are enough to tell the modes apart. */
const others = 500;

test("hybrid finds more of what fits, and earlier, than words or vectors alone", async () => {
  using folder = temporaryFolder();
  const opened = await openSqliteStore({ directory: folder.path });
  try {
    await fillCorpus(opened, hashedNgrams, others);
    const search = hybridSearch({ ...opened, embedder: hashedNgrams, log: jsonLog("silent") });
    const hybrid = await qualityOf(search, "hybrid");
    const text = await qualityOf(search, "text");
    const semantic = await qualityOf(search, "semantic");
    expect(hybrid.ndcg).toBeGreaterThan(text.ndcg);
    expect(hybrid.ndcg).toBeGreaterThan(semantic.ndcg);
    expect(hybrid.ndcg).toBeGreaterThan(0.85);
    for (const kind of ["identifier", "path", "error"] as const) {
      expect({ kind, ...hybrid.byKind[kind] }).toEqual({ kind, ndcg: 1, recall: 1 });
    }
  } finally {
    await opened.store.close();
  }
});

test("there are at least 60 queries, some of each kind, and every label names a chat", () => {
  expect(queries.length).toBeGreaterThanOrEqual(60);
  expect(new Set(queries.map(({ kind }) => kind))).toEqual(new Set(queryKinds));
  const names = new Set(chatNames().values());
  const unknown = queries.flatMap(({ relevant }) => relevant.filter((name) => !names.has(name)));
  expect(unknown).toEqual([]);
  expect(queries.filter(({ relevant }) => relevant.length === 0)).toEqual([]);
});

describe("the quality of an answer", () => {
  test.each([
    ["is 1 where what fits comes first", ["a", "b", "x"], { ndcg: 1, recall: 1 }],
    ["is 0 where nothing fits", ["x", "y"], { ndcg: 0, recall: 0 }],
    ["counts less what comes later", ["x", "a", "b"], { ndcg: 0.6934, recall: 1 }],
    ["counts what is missing", ["a"], { ndcg: 0.6131, recall: 0.5 }],
    ["looks at the first 10 alone", [..."0123456789", "a"], { ndcg: 0, recall: 0 }],
  ])("%s", (_, found, quality) => {
    const { ndcg, recall } = qualityOfAnswer(found, ["a", "b"]);
    expect({ ndcg: Number(ndcg.toFixed(4)), recall }).toEqual(quality);
  });
});
