import { expect, it } from "vitest";
import { warmUp } from "../../../../scripts/swap/warm-up.ts";
import { stubApp } from "../../../support/swap/stub-app.ts";

const { signal } = new AbortController();

async function openApp() {
  const app = await stubApp("b");
  const urls = ["/health", "/ready"].map((path) => new URL(path, `http://127.0.0.1:${app.port}`));
  return { app, urls };
}

it("ends when answers are as quick as they ever were", async () => {
  const { app, urls } = await openApp();
  // Cold at first: the first round is slower than those after it.
  app.delayMs = 60;
  setTimeout(() => {
    app.delayMs = 0;
  }, 1_300);
  const { isSteady, problem, summary } = await warmUp(urls, {
    seconds: 30,
    apiKey: undefined,
    signal,
  });
  expect([isSteady, problem]).toEqual([true, undefined]);
  const [, first, last] = /took ([\d.]+) ms at first and ([\d.]+) ms at last/.exec(summary) ?? [];
  expect(Number(first)).toBeGreaterThan(50);
  expect(Number(last)).toBeLessThan(50);
  expect(app.seen.length).toBeGreaterThanOrEqual(60);
});

it("ends when its time is up, with a round at least", async () => {
  const { app, urls } = await openApp();
  const { isSteady, summary } = await warmUp(urls, { seconds: 0, apiKey: undefined, signal });
  expect(isSteady).toBe(false);
  expect(summary).toContain("20 requests, 0.0 % failed");
  expect(app.seen).toHaveLength(20);
});

it("tells what goes wrong, and stops for an interruption", async () => {
  const { app, urls } = await openApp();
  app.status = 503;
  const { problem } = await warmUp(urls, { seconds: 0, apiKey: undefined, signal });
  expect(problem).toBe("GET /health answered 503");

  const interruption = new AbortController();
  const options = { seconds: 30, apiKey: undefined, signal: interruption.signal };
  app.delayMs = 50;
  setTimeout(() => interruption.abort(new Error("interrupted")), 100);
  await expect(warmUp(urls, options)).rejects.toThrow("interrupted");
});
