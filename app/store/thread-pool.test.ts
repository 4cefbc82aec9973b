import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { TaskTimeout } from "../resilience/circuit-breaker.ts";
import type { TestCall } from "./test-thread.ts";
import { type ThreadPoolOptions, threadPool } from "./thread-pool.ts";
import { StoreUnavailable } from "./unavailable.ts";

function testPool(options: Partial<ThreadPoolOptions> = {}) {
  const [ended, open] = [shared(), shared()];
  const broken: unknown[] = [];
  const pool = threadPool<TestCall, string>({
    module: new URL("test-thread.ts", import.meta.url),
    workerData: { ended, open },
    onBroken: (problem) => broken.push(problem),
    size: 2,
    waitMs: 20_000,
    ...options,
  });
  const letGo = () => {
    Atomics.store(open, 0, 1);
    Atomics.notify(open, 0);
  };
  onTestFinished(async () => {
    letGo();
    await pool.close();
  });
  const echo = (text: string) => pool.run({ kind: "echo", text });
  return { pool, echo, letGo, broken, endedThreads: () => Atomics.load(ended, 0) };
}

function shared(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

it("gives each caller its answer, more of them than there are threads", async () => {
  const { echo } = testPool();
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  expect(await Promise.all(texts.map(echo))).toEqual(texts);
});

it("throws what a call throws, and goes on", async () => {
  const { pool, echo } = testPool({ size: 1 });
  await expect(pool.run({ kind: "fail", code: "SQLITE_ERROR" })).rejects.toThrow(
    expect.objectContaining({ message: "no such table", code: "SQLITE_ERROR" }),
  );
  await expect(pool.run({ kind: "unavailable" })).rejects.toThrow(new StoreUnavailable("not here"));
  expect(await echo("a")).toBe("a");
});

it("asks another thread when one ends, once", async () => {
  const { pool, echo, endedThreads } = testPool({ size: 1 });
  expect(await pool.run({ kind: "end", times: 1 })).toBe("survived");
  await expect(pool.run({ kind: "end", times: 100 })).rejects.toThrow(
    "a thread ended before it had answered",
  );
  expect(endedThreads()).toBe(4);
  expect(await echo("a")).toBe("a");
});

it("lets a thread go on with its next call while this one has no time", async () => {
  const { pool, letGo, endedThreads } = testPool({ size: 1, callsAhead: 1 });
  const calls = [pool.run({ kind: "wait" }), pool.run({ kind: "end", times: 0 })];
  await vi.waitFor(() => expect(pool.isReady()).toBe(true));
  letGo();
  const until = performance.now() + 20_000;
  while (endedThreads() === 0 && performance.now() < until);
  expect(endedThreads()).toBe(1);
  expect(await Promise.all(calls)).toEqual(["done", "survived"]);
});

it("gives another thread what one had at hand when it ended, in its order", async () => {
  const { pool, echo } = testPool({ size: 1, callsAhead: 1 });
  const done: string[] = [];
  const note = (call: Promise<string>) => call.then((answer) => void done.push(answer));
  await Promise.all([note(pool.run({ kind: "end", times: 1 })), note(echo("a")), note(echo("b"))]);
  expect(done).toEqual(["survived", "a", "b"]);
  const [failed, answered] = await Promise.allSettled([
    pool.run({ kind: "end", times: 100 }),
    echo("c"),
  ]);
  expect(failed).toMatchObject({ reason: { message: "a thread ended before it had answered" } });
  expect(answered).toMatchObject({ value: "c" });
});

it("ends a thread that takes too much memory, and no other", async () => {
  const { pool, echo } = testPool({ heapMebibytes: 16 });
  const growing = pool.run({ kind: "grow" });
  expect(await echo("a")).toBe("a");
  await expect(growing).rejects.toThrow("a thread ended before it had answered");
  expect(await echo("b")).toBe("b");
});

it("ends threads that nothing is asked of for a while, and starts others when it is", async () => {
  const { pool, echo, letGo } = testPool({ idleMs: 50 });
  expect(await echo("a")).toBe("a");
  await vi.waitFor(() => expect(pool.isReady()).toBe(false));
  const late = pool.run({ kind: "wait" });
  await sleep(200);
  letGo();
  expect([await late, await echo("b")]).toEqual(["done", "b"]);
});

it("says when threads are there, which it starts before a call too", async () => {
  const { pool } = testPool();
  expect(pool.isReady()).toBe(false);
  pool.start();
  expect(pool.isReady()).toBe(false);
  await vi.waitFor(() => expect(pool.isReady()).toBe(true), 20_000);
});

it("tries no more when a thread cannot start", async () => {
  const { pool, echo, broken } = testPool({ module: new URL("absent.ts", import.meta.url) });
  await expect(echo("a")).rejects.toThrow("a thread could not start");
  await expect(echo("b")).rejects.toThrow("a thread could not start");
  pool.start();
  expect(pool.isReady()).toBe(false);
  expect(broken.map(String)).toEqual([expect.stringContaining("Cannot find module")]);
});

it("leaves this thread and the other ones free while one is busy", async () => {
  const { pool, echo, letGo } = testPool();
  const waiting = pool.run({ kind: "wait" });
  expect(await echo("a")).toBe("a");
  await sleep(1);
  letGo();
  expect(await waiting).toBe("done");
});

it("gives a thread that is free what is to come first", async () => {
  const { pool, echo, letGo } = testPool({ size: 1 });
  pool.start();
  await vi.waitFor(() => expect(pool.isReady()).toBe(true), 20_000);
  const answered: string[] = [];
  const note = (text: string) => void answered.push(text);
  const first = pool.run({ kind: "wait" });
  const others = [
    echo("a").then(note),
    echo("b").then(note),
    pool.run({ kind: "echo", text: "c" }, true).then(note),
  ];
  letGo();
  await Promise.all([first, ...others]);
  expect(answered).toEqual(["c", "a", "b"]);
});

it("lets nobody wait for a thread for longer than allowed", async () => {
  const { pool, echo, letGo } = testPool({ size: 1, waitMs: 20 });
  pool.start();
  await vi.waitFor(() => expect(pool.isReady()).toBe(true), 20_000);
  const first = pool.run({ kind: "wait" });
  const second = echo("a");
  await sleep(40);
  letGo();
  expect(await first).toBe("done");
  await expect(second).rejects.toThrow(new TaskTimeout("no thread was free within 20 ms"));
  expect(await echo("b")).toBe("b");
});

it("answers nobody any more once it is closed", async () => {
  const { pool, echo } = testPool({ size: 1 });
  await echo("a");
  const calls = [pool.run({ kind: "wait" }), echo("b")];
  const outcomes = Promise.allSettled(calls);
  await pool.close();
  const closed = new StoreUnavailable("The database is closed.");
  expect(await outcomes).toEqual([
    { status: "rejected", reason: closed },
    { status: "rejected", reason: closed },
  ]);
  await expect(echo("c")).rejects.toThrow(closed);
});
