import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { goldenText } from "../../../plan/golden.ts";
import { recordedStacks, recordPlatform } from "../../../plan/stacks.ts";

it.each(Object.keys(recordedStacks))("the plan of stack %s is the reviewed one", async (stack) => {
  const reviewed = readFileSync(`test/golden/${stack}.json`, "utf8");
  const hint = "the plan changed: run `npm run golden` and review the difference";
  expect(goldenText(await recordPlatform(stack)), hint).toBe(reviewed);
});
