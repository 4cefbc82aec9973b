import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { testMetrics } from "../http/testing.ts";
import { metricsPage } from "./metrics-page.ts";

it("docs/metrics.md is what the families say", () => {
  const hint = "docs/metrics.md is out of date: run `npm run generate`";
  expect(readFileSync("docs/metrics.md", "utf8"), hint).toBe(metricsPage());
});

it("the page has a row for each family that is emitted, and for no other", async () => {
  const listed = [...metricsPage().matchAll(/^\| `(\S+)` \| (\S+) \|/gm)];
  const emitted = [...(await testMetrics().text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(listed.map(([, ...row]) => row)).toEqual(emitted.map(([, ...row]) => row));
});
