import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { runBackup } from "../../../app/backup/backup.ts";
import { runRestore } from "../../../app/backup/restore/restore.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { readSettings } from "../../../app/settings.ts";
import { openSqliteStore } from "../../../app/store/sqlite.ts";
import { messagesPerChat } from "../../../app/store/test-import.ts";
import { hashedNgrams } from "../../../app/vectors/hashed-ngrams.ts";

const importer = join(import.meta.dirname, "..", "..", "..", "app", "store", "test-importer.ts");

/** A process that imports chats into `directory`, one after the other, and how many it has stored. */
async function writerInto(directory: string, chats: number) {
  const child: ChildProcess = spawn(process.execPath, [importer, String(chats)], {
    env: { CHATS_DATA_DIRECTORY: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const state = { stored: 0, hasEnded: false };
  child.once("exit", () => {
    state.hasEnded = true;
  });
  if (child.stdout === null) throw new Error("the writer has no output");
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      if (!line.startsWith("stored")) return;
      state.stored = Number(line.split(" ")[1]);
      resolve();
    });
  });
  return { state, ended: once(child, "close") };
}

test("backups beside a writer are each of one moment, with every vector's message", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const directory = join(folder.path, "data");
  const settings = readSettings({ CHATS_DATA_DIRECTORY: directory });
  const { state, ended } = await writerInto(directory, 1_500);
  const taken: { path: string; least: number }[] = [];
  for (let second = 0; !state.hasEnded && taken.length < 12; second++) {
    const least = state.stored;
    const now = () => 1_800_000_000_000 + second * 1_000;
    const { path, problems } = await runBackup({ type: "full" }, settings, {
      environment: {},
      now,
    });
    expect(problems).toEqual([]);
    taken.push({ path, least });
  }
  await ended;
  expect(taken.length).toBeGreaterThan(2);
  const counts: number[] = [];
  for (const [index, { path, least }] of taken.entries()) {
    const restored = join(folder.path, `restored-${index}`);
    const target = readSettings({ CHATS_DATA_DIRECTORY: restored });
    const request = { path, components: [], replace: false, keepOld: false };
    await runRestore(request, target, { environment: {}, confirm: async () => true });
    const { store, vectors, maintenance } = await openSqliteStore({ directory: restored });
    const { sessions, messages } = await store.counts();
    expect(sessions).toBeGreaterThanOrEqual(least);
    // Chats are stored as a whole, and so they are in every copy.
    expect(messages).toBe(sessions * messagesPerChat);
    expect(await vectors.count(hashedNgrams.generation)).toBeLessThanOrEqual(messages);
    expect(await maintenance.check()).toEqual([]);
    await store.close();
    counts.push(sessions);
  }
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  expect(new Set(counts).size).toBeGreaterThan(1);
});
