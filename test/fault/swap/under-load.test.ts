import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { type AppProcess, startApp } from "../../support/swap/app-process.ts";
import { startLoad, type UserAnswer } from "../../support/swap/load.ts";
import { next, openScene, running } from "../../support/swap/scene.ts";

// Two applications are started, and watched for seconds.
vi.setConfig({ testTimeout: 120_000 });

const perSecond = 50;
const timing = [
  ...["--answers", "3", "--warm-up-seconds", "2", "--window-seconds", "3", "--rate", "10"],
  ...["--watch-minutes", "0.1", "--path", "/api/sessions"],
];

/** The longest that people may have to live with a release that does worse. */
const backWithinMs = 30_000;

/** Two versions of the application itself, and fifty people a second at the switch before them. */
async function openUsed() {
  const apps = { running: await startApp(running), next: await startApp(next) };
  const scene = await openScene({ production: apps.running.port, staging: apps.next.port });
  const { management, front } = scene;
  management.users = front.users;
  const swappedAtMs: number[] = [];
  management.onSwap = () => {
    front.exchange();
    swappedAtMs.push(performance.now());
  };
  const paths = ["/health", "/api/sessions", "/api/stats", "/ready"];
  const load = startLoad(front.productionUrl, paths, perSecond);
  const startedAtMs = performance.now();
  /** Runs a release, and gives how it ended and what the people have met. */
  const release = async (onWatch: () => unknown) => {
    const run = scene.start(timing);
    run.onEvent = ({ step }) => step === "watch" && onWatch();
    const ended = await run.ended;
    const seconds = (performance.now() - startedAtMs) / 1000;
    await load.stop();
    expect(load.answers.length / seconds).toBeGreaterThan(perSecond * 0.95);
    return { ...ended, answers: load.answers, swappedAtMs };
  };
  return { ...scene, apps, release };
}

test("a good release loses no request of fifty a second", async () => {
  const { release, live } = await openUsed();
  const { exitCode, answers } = await release(() => {});
  expect(exitCode).toBe(0);
  expect(statuses(answers)).toEqual([200]);
  expect(live()).toEqual({ site: next, slot: running });
});

test("a release whose database breaks is back within thirty seconds, and loses no request itself", async () => {
  const { release, apps, live } = await openUsed();
  const { exitCode, text, answers, swappedAtMs } = await release(
    once(() => breakDatabase(apps.next)),
  );
  expect([exitCode, text]).toEqual([4, expect.stringContaining("requests failed")]);
  expect(live()).toEqual({ site: running, slot: next });

  const failed = answers.filter(({ status }) => status !== 200);
  const [brokenAtMs = 0, backAtMs = 0] = [failed[0]?.atMs, swappedAtMs[1]];
  // Each failure is an answer of the bad release, none a connection that was cut.
  expect(statuses(failed).toSorted()).toEqual([500, 503]);
  expect(backAtMs - brokenAtMs).toBeLessThan(backWithinMs);
  const begunAfter = answers.filter(({ atMs, latencyMs }) => atMs - latencyMs > backAtMs);
  expect(statuses(begunAfter)).toEqual([200]);
  expect(failed.every(({ atMs }) => atMs > (swappedAtMs[0] ?? 0))).toBe(true);
});

test("a release that is slow is back within thirty seconds, and loses no request", async () => {
  const { release, apps, live } = await openUsed();
  const { exitCode, text, answers, swappedAtMs } = await release(once(() => slowDown(apps.next)));
  expect([exitCode, text]).toEqual([4, expect.stringContaining("answers take")]);
  expect(live()).toEqual({ site: running, slot: next });
  expect(statuses(answers)).toEqual([200]);
  expect((swappedAtMs[1] ?? Number.NaN) - (swappedAtMs[0] ?? 0)).toBeLessThan(backWithinMs);
});

function statuses(answers: UserAnswer[]): number[] {
  return [...new Set(answers.map(({ status }) => status))];
}

/** What a release can do to its own data: the table of the chats is gone. */
function breakDatabase({ dataDirectory }: AppProcess): void {
  const database = new Database(join(dataDirectory, "chats.db"));
  database.pragma("foreign_keys = off");
  database.exec("alter table conversations rename to conversations_gone");
  database.close();
}

/** Lets the process run for a moment only now and then, as one that is blocked by its own work. */
function slowDown({ pid }: AppProcess): void {
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const stopAndGo = async () => {
    for (;;) {
      process.kill(pid, "SIGSTOP");
      await wait(1_500, undefined, { signal: end.signal });
      process.kill(pid, "SIGCONT");
      await wait(300, undefined, { signal: end.signal });
    }
  };
  void stopAndGo().catch(() => process.kill(pid, "SIGCONT"));
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
