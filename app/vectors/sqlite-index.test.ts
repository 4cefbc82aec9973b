import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { hashedNgrams } from "./hashed-ngrams.ts";
import { sqliteVectors } from "./sqlite-vec.ts";

const dimensions = 384;
const count = 8_000;

/** The same numbers each time: a linear congruential generator. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Space {
  vectors: Float32Array[];
  queries: Float32Array[];
}

/** Vectors around 200 centres, as a model gives them. */
async function clustered(): Promise<Space> {
  const random = randomNumbers(7);
  const dense = () =>
    Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5);
  const centres = Array.from({ length: 200 }, dense);
  const near = (index: number) => {
    const noise = dense();
    return unit(noise.map((component, at) => 0.8 * component + (centres[index % 200]?.[at] ?? 0)));
  };
  return {
    vectors: Array.from({ length: count }, (_, index) => near(index)),
    queries: Array.from({ length: 40 }, (_, index) => near(index * 5)),
  };
}

/** Paragraphs of invented words, and questions of three of them. */
async function texts(): Promise<Space> {
  const random = randomNumbers(7);
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? "";
  const syllable = () => pick("bcdfghklmnprstvw") + pick("aeiou") + pick("lmnrst");
  const words = Array.from({ length: 3_000 }, () => syllable() + syllable() + syllable());
  // Some words are much more usual than others.
  const word = () => words[Math.floor(random() ** 3 * words.length)] ?? "";
  const text = (length: number) => Array.from({ length }, word).join(" ");
  const paragraphs = Array.from({ length: count }, () => text(20 + Math.floor(random() * 40)));
  const questions = Array.from({ length: 40 }, () => text(3));
  return {
    vectors: await hashedNgrams.embed(paragraphs),
    queries: await hashedNgrams.embed(questions),
  };
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((component) => component / length);
}

function product(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < dimensions; at++) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

it.each([
  ["vectors around centres", clustered],
  ["hashed n-grams", texts],
])("finds 95 of 100 true neighbours among %s", async (_, space) => {
  const folder = temporaryFolder();
  const database = await openSqliteDatabase({
    directory: folder.path,
    vectorsOf: (db, owner) => sqliteVectors(db, owner, undefined, { indexedFrom: count }),
  });
  onTestFinished(async () => {
    await database.close();
    folder[Symbol.dispose]();
  });
  const { store, vectors } = database.forOwner("local");
  const messages = Array.from({ length: count }, (_, index) => prompt(`r${index}`, "a", index));
  await store.saveSession(chat({ createdAt: 0, messages }), sourceFile(), readState(sourceFile()));
  const ids = (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
  const made = await space();
  // The index is made of what came before it, and what comes later goes into it.
  const batches = [made.vectors.slice(0, count - 10), made.vectors.slice(count - 10)];
  let at = 0;
  for (const batch of batches) {
    await vectors.upsert(
      "one",
      batch.map((vector) => ({ messageId: ids[at++] ?? 0, vector })),
    );
  }

  let found = 0;
  for (const query of made.queries) {
    const nearest = made.vectors
      .map((vector, index) => [ids[index], product(vector, query)] as const)
      .toSorted((one, other) => other[1] - one[1])
      .slice(0, 10)
      .map(([id]) => id);
    const answer = await vectors.nearest("one", query, 10);
    found += answer.filter(({ messageId }) => nearest.includes(messageId)).length;
  }
  expect(found).toBeGreaterThanOrEqual(0.95 * 10 * made.queries.length);
});
