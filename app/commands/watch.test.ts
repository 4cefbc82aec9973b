import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { readSettings } from "../settings.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { unavailableStore } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { freePorts, startChats, temporaryFolder, writeChat } from "./testing.ts";
import { watchUsualChats } from "./watch.ts";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** `serve` on one port, for a person whose home is a folder of its own. */
async function served(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const userFolder = join(folder.path, ".config", "Code", "User");
  const [port] = await freePorts(1);
  const place = { ...environment, PORT: String(port) };
  const sessions = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/sessions?limit=1`).catch(
      () => undefined,
    );
    return answer === undefined ? -1 : ((await answer.json()) as { total: number }).total;
  };
  let chats: ReturnType<typeof startChats> | undefined;
  return {
    home: folder.path,
    userFolder,
    sessions,
    async start() {
      chats = startChats(["serve"], folder.path, place);
      await expect.poll(sessions, { timeout: 20_000 }).toBeGreaterThanOrEqual(0);
    },
    /** Seconds until so many sessions are served. */
    async secondsUntil(count: number): Promise<number> {
      const startedAt = performance.now();
      await expect.poll(sessions, { timeout: 20_000, interval: 20 }).toBe(count);
      return (performance.now() - startedAt) / 1000;
    },
    /** What `serve` said from its start to its end. */
    async stop(): Promise<{ exitCode: number | null; messages: string[] }> {
      chats?.child.kill("SIGTERM");
      const { exitCode, out } = (await chats?.ended) ?? { exitCode: null, out: "" };
      return {
        exitCode,
        messages: out
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line).msg),
      };
    },
    [Symbol.dispose]() {
      chats?.[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

test("a session is served within 5 seconds of being written, once its folder was imported", async () => {
  using ada = await served();
  writeChat(ada.userFolder, "a1");
  await ada.start();
  await wait(4_000);
  expect(await ada.sessions()).toBe(0);

  const imported = await startChats(["import"], ada.home).ended;
  expect(imported.exitCode).toBe(0);
  expect(await ada.sessions()).toBe(1);

  writeChat(ada.userFolder, "a2");
  expect(await ada.secondsUntil(2)).toBeLessThan(5);
  // Long enough for the look that begins to follow the folder.
  await wait(1_000);
  writeChat(ada.userFolder, "a3");
  expect(await ada.secondsUntil(3)).toBeLessThan(5);

  rmSync(ada.userFolder, { recursive: true });
  mkdirSync(ada.userFolder);
  writeChat(ada.userFolder, "a4");
  expect(await ada.secondsUntil(4)).toBeLessThan(5);

  const { exitCode, messages } = await ada.stop();
  expect(exitCode).toBe(0);
  // What was stored is served before it is embedded, and only then told of: maybe while it drains.
  expect(messages).toContain("draining");
  expect(messages.slice(2).filter((text) => text !== "request" && text !== "draining")).toEqual([
    "not watched, because no import has read them yet",
    "watching chats",
    "chats stored",
    "chats stored",
    "chats stored",
    "stopped",
  ]);
});

test("with CHATS_WATCH=all there need not have been an import, and two at once do no harm", async () => {
  using ada = await served({ CHATS_WATCH: "all" });
  for (let index = 0; index < 200; index += 1) writeChat(ada.userFolder, `a${index}`);
  await ada.start();
  const [beside] = await Promise.all([
    startChats(["import", "--json"], ada.home).ended,
    ada.secondsUntil(200),
  ]);
  expect(beside.exitCode).toBe(0);
  expect(JSON.parse(beside.out).report).toMatchObject({
    filesSeen: 200,
    failures: [],
    problems: [],
  });
  expect((await ada.stop()).exitCode).toBe(0);
});

test.each([
  ["CHATS_WATCH", "off"],
  ["CHATS_BACKGROUND_JOBS", "off"],
  ["CHATS_BACKGROUND_JOBS", "false"],
])("%s=%s turns the watch off", async (variable, value) => {
  using folder = temporaryFolder();
  const { store, vectors } = await openSqliteStore({ directory: folder.path });
  const machine = { platform: "linux", environment: {}, home: folder.path } as const;
  const parts = { store, vectors, embedder: hashedNgrams, log: jsonLog("silent") };
  expect(
    await watchUsualChats(
      readSettings({ CHATS_DATA_DIRECTORY: folder.path, [variable]: value }),
      machine,
      parts,
    ),
  ).toBeUndefined();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: folder.path });
  const watch = await watchUsualChats(settings, machine, parts);
  expect(watch).toBeDefined();
  await watch?.stop();
  await store.close();
});

test("without a database there is nothing to watch for", async () => {
  const log = jsonLog("silent");
  const parts = { ...unavailableStore("no driver"), embedder: hashedNgrams, log };
  const machine = { platform: "linux", environment: {}, home: "/nowhere" } as const;
  expect(await watchUsualChats(readSettings({}), machine, parts)).toBeUndefined();
});
