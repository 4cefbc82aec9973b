import { expect, it } from "vitest";
import { stackMarkdown } from "../../../../plan/markdown/stack.ts";
import { exampleDiff } from "../example-diff.ts";

it("is a heading with a summary, what has to change, and the resources on request", () => {
  expect(stackMarkdown(exampleDiff.after)).toBe(`### dev

3 resources, $83.95 of $40.00 a month, over the budget, 2 findings (1 waived)

| Severity | Policy | Where | Found |
|---|---|---|---|
| error | \`azure-new\` | \`plan sku\` | \`"B1"\` |
| warning | \`waiver-unused\` | \`azure-old sku\` | \`"B1"\` |

<details><summary>1 waiver</summary>

| Policy | Resource | Why |
|---|---|---|
| \`azure-known\` | \`plan\` | It is cheap. |

</details>

<details><summary>Resources</summary>

| Resource | Type | A month | Protected |
|---|---|---|---|
| **backend** | \`azure:Backend\` | $83.95 |  |
| &nbsp;&nbsp;plan | \`web:AppServicePlan\` | $83.95 |  |
| &nbsp;&nbsp;site | \`web:WebApp\` |  | yes |
| page | \`web:StaticSite\` |  |  |

</details>`);
});
