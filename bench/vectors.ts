import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type BetterSqlite from "better-sqlite3";
import Database from "better-sqlite3";
import { load } from "sqlite-vec";
import { openSqliteDatabase } from "../app/store/sqlite.ts";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";
import { int8Vector } from "../app/vectors/quantized.ts";
import { randomNumbers, textsOf } from "./invented-texts.ts";

/**
 * Times the nearest 100 among many vectors of a SQLite file, whose bits an index has, against the bare
 * query of sqlite-vec that compares them all, and counts how many of its first 10 the index finds. The
 * vectors are those of invented paragraphs by hashed n-grams, or of two paragraphs together; the
 * questions are words that no paragraph has more of than others, which is as hard as it gets. What is
 * asked is a process of its own.
 *
 * Run: node bench/vectors.ts [messages, 100000 by default]
 */
const count = Number(process.argv[2] ?? 100_000);
const [task, givenFolder] = process.argv.slice(3);
const queries = 200;
const comparedQueries = 20;
const owner = "local";
const { generation } = hashedNgrams;

if (task === "fill") await fill(String(givenFolder));
else if (task === "ask") await ask(String(givenFolder));
else {
  const folder = mkdtempSync(join(tmpdir(), "bench-vectors-"));
  try {
    for (const step of ["fill", "ask"]) {
      const args = [import.meta.filename, String(count), step, folder];
      const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
      if (status !== 0) throw new Error(`${step} failed`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(directory: string): Promise<void> {
  const random = randomNumbers(7);
  const text = textsOf(random);
  const paragraphs = await hashedNgrams.embed(Array.from({ length: 20_000 }, () => text(40)));
  const anyParagraph = () => paragraphs[Math.floor(random() * paragraphs.length)];
  const twoTogether = () => {
    const other = anyParagraph();
    return (anyParagraph() ?? new Float32Array()).map((one, at) => one + (other?.[at] ?? 0));
  };
  const opened = await openSqliteDatabase({ directory });
  const file = new Database(join(directory, "chats.db"));
  writeMessages(file, count);
  file.close();

  const { vectors } = opened.forOwner(owner);
  const startedAt = performance.now();
  for (let start = 0; start < count; start += 5_000) {
    const batch = Array.from({ length: Math.min(5_000, count - start) }, (_, index) => ({
      messageId: start + index + 1,
      vector: paragraphs[start + index] ?? twoTogether(),
    }));
    await vectors.upsert(generation, batch);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`${count} vectors stored in ${seconds.toFixed(0)} s`);
  await opened.close();
}

async function ask(directory: string): Promise<void> {
  const text = textsOf(randomNumbers(7));
  const questions = await hashedNgrams.embed(Array.from({ length: queries }, () => text(3)));
  const opened = await openSqliteDatabase({ directory });
  const { vectors } = opened.forOwner(owner);
  const index = await timed(questions, async (question) => {
    const answer = await vectors.nearest(generation, question, 100);
    return answer.map(({ messageId }) => messageId);
  });
  const residentMb = process.memoryUsage.rss() / 1e6;
  await opened.close();

  const file = new Database(join(directory, "chats.db"));
  load(file);
  const bare = await timed(questions.slice(0, comparedQueries), async (question) =>
    bareQuery(file, question),
  );
  file.close();
  const found = bare.answers.map((exact, place) => {
    const first = index.answers[place]?.slice(0, 10);
    return exact.slice(0, 10).filter((id) => first?.includes(id)).length;
  });
  const recall = found.reduce((sum, one) => sum + one, 0) / (10 * found.length);
  console.log(`bare query  ${bare.said}`);
  console.log(`index       ${index.said}`);
  console.log(`ratio       ${(index.processorMs / bare.processorMs).toFixed(2)} of processor time`);
  console.log(`recall@10   ${recall.toFixed(3)} (at least 0.950)`);
  console.log(`resident    ${residentMb.toFixed(0)} MB (at most 400)`);
}

/** Others use the processor too: what the process itself has used of it tells more than the clock. */
async function timed(
  questions: Float32Array[],
  ask: (question: Float32Array) => Promise<number[]>,
) {
  const [answers, clockMs] = [[] as number[][], [] as number[]];
  const before = process.cpuUsage();
  for (const question of questions) {
    const startedAt = performance.now();
    answers.push(await ask(question));
    clockMs.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  const processorMs = (user + system) / 1_000 / questions.length;
  const sorted = clockMs.toSorted((one, other) => one - other);
  const quantile = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  const said =
    `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, ` +
    `${processorMs.toFixed(1)} ms of a processor each`;
  return { answers, processorMs, said };
}

/** As imports leave them, a hundred to a chat, without their index of words. */
function writeMessages(file: BetterSqlite.Database, count: number): void {
  const chat = file.prepare(
    `insert into conversations (owner, source, external_id, created_at, updated_at, content_hash,
       revision) values ('local', 'vscode', ?, 1, 1, '', '')`,
  );
  const message = file.prepare(
    `insert into messages (conversation_id, key, role, text, parts, ordered_at, position,
       content_hash) values (?, ?, 'user', ?, '[]', 1, 1, '')`,
  );
  const text = "A message of a usual length. ".repeat(20);
  file.transaction(() => {
    for (let index = 0; index < count; index++) {
      if (index % 100 === 0) chat.run(`chat-${index}`);
      message.run(Math.floor(index / 100) + 1, `r${index}`, text);
    }
  })();
}

function bareQuery(file: BetterSqlite.Database, question: Float32Array): number[] {
  const vector = int8Vector(question) ?? new Int8Array();
  return file
    .prepare<[Buffer], number>(
      `select message_id from vectors_1
       order by vec_distance_cosine(vec_int8(embedding), vec_int8(?)) limit 100`,
    )
    .pluck()
    .all(Buffer.from(vector.buffer));
}
