import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { inOrder } from "./in-order.ts";

it("begins each task when the one before has ended, also where that failed", async () => {
  const run = inOrder();
  const events: string[] = [];
  const task = (name: string, ms: number) => async () => {
    events.push(`${name} begins`);
    await wait(ms);
    events.push(`${name} ends`);
    if (name === "second") throw new Error("no");
    return name;
  };
  const results = await Promise.allSettled([
    run(task("first", 20)),
    run(task("second", 10)),
    run(task("third", 0)),
  ]);
  expect(events).toEqual(
    ["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
