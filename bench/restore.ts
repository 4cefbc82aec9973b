import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackup } from "../app/backup/backup.ts";
import { readSettings } from "../app/settings.ts";
import { openSqliteDatabase } from "../app/store/sqlite.ts";
import { answer, chat, prompt, readState, sourceFile } from "../app/store/test-chats.ts";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";
import { randomNumbers, textsOf } from "./invented-texts.ts";

/**
 * Times how long it takes from an archive of many messages with vectors and an empty folder to the
 * answer of a search, by the command line, with every check that a restore makes. Ends with code 1
 * where that is longer than the limit.
 *
 * Run: node bench/restore.ts [messages, 100000 by default]
 */
const messages = Number(process.argv[2] ?? 100_000);
const limitSeconds = 60;
const text = textsOf(randomNumbers(7));
const messagesPerChat = 20;
const folder = mkdtempSync(join(tmpdir(), "bench-restore-"));

try {
  const source = join(folder, "source");
  const filled = await seconds(() => fill(source));
  const settings = readSettings({ CHATS_DATA_DIRECTORY: source });
  let archive = "";
  const backedUp = await seconds(async () => {
    archive = (await runBackup({ type: "full" }, settings, { environment: {} })).path;
  });
  const restored = await seconds(async () => chats(["restore", archive]));
  const searched = await seconds(async () => chats(["search", ...text(3).split(" ")]));
  const databaseMb = statSync(join(source, "chats.db")).size / 1e6;
  const archiveMb = statSync(archive).size / 1e6;
  console.log(
    `filled    ${filled.toFixed(1)} s  ${messages} messages, ${databaseMb.toFixed(0)} MB`,
  );
  console.log(`backup    ${backedUp.toFixed(1)} s  ${archiveMb.toFixed(0)} MB`);
  console.log(`restore   ${restored.toFixed(1)} s`);
  console.log(`search    ${searched.toFixed(1)} s`);
  const total = restored + searched;
  console.log(`answers   ${total.toFixed(1)} s after the archive, at most ${limitSeconds}`);
  if (total > limitSeconds) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** A process of its own, as a person has it. */
function chats(args: string[]): void {
  const main = join(import.meta.dirname, "..", "app", "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: { CHATS_DATA_DIRECTORY: join(folder, "restored"), HOME: folder },
    encoding: "utf8",
  });
  if (status !== 0 || stdout === "") throw new Error(stderr || stdout);
}

async function fill(directory: string): Promise<void> {
  const opened = await openSqliteDatabase({ directory });
  const { store, vectors } = opened.forOwner("local");
  for (let start = 0; start * messagesPerChat < messages; start += 100) {
    await store.saveSessions(
      Array.from({ length: 100 }, (_, index) => {
        const id = `chat-${start + index}`;
        const turns = Array.from({ length: messagesPerChat / 2 }, (_, turn) => [
          prompt(`r${turn}`, text(30), turn),
          answer(`r${turn}`, text(90), turn),
        ]);
        const file = sourceFile({ path: `/${id}.json` });
        const session = chat({ id, title: text(5), messages: turns.flat() });
        return { session, file, state: readState(file), sanitation: undefined };
      }),
    );
    const waiting = await store.messagesWithoutVector(hashedNgrams.generation, 10_000);
    const embedded = await hashedNgrams.embed(waiting.map((message) => message.text));
    const pairs = embedded.map((vector, at) => ({ messageId: waiting[at]?.id ?? 0, vector }));
    await vectors.upsert(hashedNgrams.generation, pairs);
  }
  await vectors.complete(hashedNgrams.generation);
  await opened.close();
}
