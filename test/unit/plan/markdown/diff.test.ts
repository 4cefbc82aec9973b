import { expect, it } from "vitest";
import { diffMarkdown } from "../../../../plan/markdown/diff.ts";
import { exampleDiff, exampleSecrets } from "../example-diff.ts";

it("tells what changes in tables, and every property on request", () => {
  expect(diffMarkdown(exampleDiff)).toBe(`### dev since main (64b5202)

1 removed, 1 replaced, 1 changed, 1 added, $14.41 → $83.95 a month (+$69.54), over the budget of $40.00

|  | Resource | Type | A month |  |
|---|---|---|---|---|
| **removed** | \`store\` | \`storage:StorageAccount\` | −$2.00 |  |
| **replaced** | \`site\` | \`web:WebApp\` |  | is protected: the engine will refuse |
| changed | \`plan\` | \`web:AppServicePlan\` | +$71.54 |  |
| added | \`page\` | \`web:StaticSite\` |  |  |

<details><summary>replaced site</summary>

| Property | Change |  |
|---|---|---|
| \`location\` | \`"west" → "north"\` | replaces it |
| \`key\` | \`[secret] → another secret\` |  |

</details>

<details><summary>changed plan</summary>

| Property | Change |  |
|---|---|---|
| \`sku.name\` | \`"B1" → "P1v2"\` |  |

</details>

<details><summary>added page</summary>

| Property | Change |  |
|---|---|---|
| \`token\` | \`[secret]\` |  |

</details>

| Output | Change |
|---|---|
| \`url\` | \`"https://a" → "https://b"\` |

| Finding | Severity | Policy | Where | Found |
|---|---|---|---|---|
| **new** | error | \`azure-new\` | \`plan sku\` | \`"B1"\` |
| new, but waived | info | \`azure-known\` | \`plan sku\` | \`"B1"\` |
| fixed | error | \`azure-old\` | \`store sku\` | \`"B1"\` |`);
});

it("holds no secret", () => {
  expect(diffMarkdown(exampleDiff)).not.toMatch(exampleSecrets);
});
