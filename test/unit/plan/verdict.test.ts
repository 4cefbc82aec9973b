import { describe, expect, it } from "vitest";
import { reasonsToFail } from "../../../plan/verdict.ts";
import { exampleDiff } from "./example-diff.ts";

const { before, after } = exampleDiff;

describe("reasonsToFail", () => {
  it("has none where nothing was asked for", () => {
    expect(reasonsToFail(after, exampleDiff, [])).toEqual([]);
  });

  it("names every finding, waivers that are left over among them", () => {
    expect(reasonsToFail(after, undefined, ["policy"])).toEqual([
      "dev: azure-new: plan sku (--fail-on policy)",
      "dev: waiver-unused: azure-old sku (--fail-on policy)",
    ]);
  });

  it("names a budget that is not kept, or a cost that is unknown", () => {
    expect(reasonsToFail(before, undefined, ["cost"])).toEqual([]);
    expect(reasonsToFail(after, undefined, ["cost"])).toEqual([
      "dev: $83.95 a month is over the budget of $40.00 (--fail-on cost)",
    ]);
    const assessment = after.assessment && { ...after.assessment, cost: { unknownBecause: "x" } };
    expect(reasonsToFail({ ...after, assessment }, undefined, ["cost"])).toEqual([
      "dev: nobody knows what it costs (--fail-on cost)",
    ]);
  });

  it("names what is replaced or removed", () => {
    expect(reasonsToFail(after, exampleDiff, ["replace"])).toEqual([
      "dev: store is removed (--fail-on replace)",
      "dev: site is replaced (--fail-on replace)",
    ]);
  });

  it("asks neither price nor policy of a stack elsewhere", () => {
    const elsewhere = { ...after, assessment: undefined };
    expect(reasonsToFail(elsewhere, undefined, ["policy", "cost"])).toEqual([]);
    const unbilled = after.assessment && { ...after.assessment, cost: undefined };
    expect(reasonsToFail({ ...after, assessment: unbilled }, undefined, ["cost"])).toEqual([]);
  });
});
