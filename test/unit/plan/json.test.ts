import { describe, expect, it } from "vitest";
import { diffsJson, plansJson } from "../../../plan/json.ts";
import { exampleDiff, exampleSecrets } from "./example-diff.ts";

describe("plansJson", () => {
  it("holds resources, outputs, cost and findings of each stack, without secrets", () => {
    const text = plansJson([exampleDiff.after]);
    const { stacks } = JSON.parse(text);
    expect(stacks).toHaveLength(1);
    expect(stacks[0]).toMatchObject({
      stack: "dev",
      outputs: { url: "https://b" },
      cost: { totalUsd: 83.95 },
      findings: [{ policy: "azure-new" }, { policy: "waiver-unused" }],
      waived: [{ policy: "azure-known", reason: "It is cheap." }],
    });
    expect(text).toContain('"token": "[secret]"');
    expect(text).not.toMatch(exampleSecrets);
  });

  it("has no cost and no findings for a stack elsewhere", () => {
    const { graph } = exampleDiff.after;
    const { stacks } = JSON.parse(plansJson([{ graph, assessment: undefined }]));
    expect(stacks[0]).toMatchObject({ cost: null, findings: null, waived: null });
  });
});

describe("diffsJson", () => {
  it("holds every change with its effect, and no secret", () => {
    const text = diffsJson([exampleDiff]);
    expect(text).not.toMatch(exampleSecrets);
    const [stack] = JSON.parse(text).stacks;
    expect(stack).toMatchObject({
      stack: "dev",
      since: "main (64b5202)",
      monthlyUsd: { before: 14.41, after: 83.95 },
      outputs: [{ path: "url", before: "https://a", after: "https://b" }],
    });
    expect(stack.resources).toMatchObject([
      { kind: "removed", name: "store", monthlyChangeUsd: -2 },
      {
        kind: "replaced",
        name: "site",
        isRefused: true,
        properties: [
          { path: "location", before: "west", after: "north", effect: "replace" },
          { path: "key", before: "[secret]", after: "[secret]", effect: "update" },
        ],
      },
      { kind: "changed", name: "plan", component: "backend", monthlyChangeUsd: 71.54 },
      { kind: "added", name: "page", properties: [{ path: "token", after: "[secret]" }] },
    ]);
  });
});
