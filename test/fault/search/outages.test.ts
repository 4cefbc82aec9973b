import { cpSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import type { SearchResponse } from "../../../app/search/search.ts";
import { searchDatabase } from "../../../bench/search-database.ts";
import { testRedis } from "../../support/redis.ts";
import { quantileMs } from "../../support/search-load/load.ts";
import { loadDuringOutages, openLoadScene } from "../../support/search-load/run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

// The first run makes the database. `node bench/load.ts` is the same in full size.
vi.setConfig({ testTimeout: 300_000 });

const startRedis = testRedis(true);

const messages = 20_000;
const perSecond = 25;
const seconds = 20;

test("searches find something, whatever stops and starts beside the application", async () => {
  const directory = temporaryFolder();
  cpSync(searchDatabase(messages), directory, { recursive: true });
  const scene = await openLoadScene(directory, await startRedis());
  onTestFinished(scene.end);
  const { searches, scrapes } = await loadDuringOutages(scene, { perSecond, seconds });

  expect(searches.length).toBeGreaterThan(perSecond * seconds * 0.95);
  expect(new Set([...searches, ...scrapes].map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(searches.map(({ modeUsed }) => modeUsed))).toEqual(
    new Set(["hybrid", "text", "semantic"]),
  );
  expect(searches.some(({ isCached }) => isCached)).toBe(true);
  // Of 99 in 100, as the benchmark has it, some fall to whatever else the machine is at.
  expect(quantileMs(scrapes, 0.5)).toBeLessThan(100);

  // Both are back, and are asked again.
  const ask = async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query: scene.questions[1_500], mode: "hybrid" });
    const answer = await fetch(`${scene.server.url}/search`, { method: "POST", headers, body });
    return [answer.headers.get("x-cache"), ((await answer.json()) as SearchResponse).modeUsed];
  };
  await vi.waitFor(async () => expect(await ask()).toEqual(["hit", "hybrid"]), 20_000);
});
