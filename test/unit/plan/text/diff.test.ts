import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { diffStacks } from "../../../../plan/diff/stack-diff.ts";
import { diffText } from "../../../../plan/text/diff.ts";
import { plainStyle } from "../../../../plan/text/style.ts";
import { exampleDiff, exampleSecrets } from "../example-diff.ts";
import { graphOf, resource } from "../example-graph.ts";

describe("diffText", () => {
  it("tells what changes, what it costs and what it is held to", () => {
    expect(
      diffText(exampleDiff, plainStyle),
    ).toBe(`dev since main (64b5202)  1 removed, 1 replaced, 1 changed, 1 added, $14.41 → $83.95 a month (+$69.54), over the budget of $40.00

- store  storage:StorageAccount   −$2.00
± site   web:WebApp                       is protected: the engine will refuse
    location  "west" → "north"           replaces it
    key       [secret] → another secret
~ plan   web:AppServicePlan      +$71.54
    sku.name  "B1" → "P1v2"
+ page   web:StaticSite
    token  [secret]

Outputs
  ~ url  "https://a" → "https://b"

Findings
  new     error  azure-new    plan sku   "B1"  Title of azure-new
  waived  info   azure-known  plan sku   "B1"  Title of azure-known
  fixed   error  azure-old    store sku  "B1"  Title of azure-old
`);
  });

  it("holds no secret", () => {
    expect(diffText(exampleDiff, plainStyle)).not.toMatch(exampleSecrets);
  });

  it("is one line where nothing changes, with the cost where there is one", () => {
    const plan = { graph: graphOf([resource("site")]), assessment: undefined };
    expect(diffText(diffStacks(plan, plan, "main"), plainStyle)).toBe(
      "dev since main  no resource changes\n",
    );
  });

  it("says that the cost is unknown", () => {
    const { after } = exampleDiff;
    const unknown = {
      ...after,
      assessment: after.assessment && { ...after.assessment, cost: { unknownBecause: "x" } },
    };
    expect(diffText(diffStacks(after, unknown, "main"), plainStyle)).toBe(
      "dev since main  no resource changes, cost unknown\n",
    );
  });

  it("is coloured for terminals only", () => {
    const colored = { colors: pc.createColors(true), width: 120 };
    expect(diffText(exampleDiff, colored)).toContain("\u001b[");
    expect(diffText(exampleDiff, plainStyle)).not.toContain("\u001b[");
  });
});
