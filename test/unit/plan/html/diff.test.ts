import { describe, expect, it } from "vitest";
import { diffSection } from "../../../../plan/html/diff.ts";
import { exampleDiff, exampleSecrets } from "../example-diff.ts";
import { unclosed } from "./unclosed.ts";

const { title, content } = diffSection(exampleDiff);
const text = content.map((block) => block.html).join("\n");

describe("diffSection", () => {
  it("says since when, and what it comes to", () => {
    expect(title).toBe("dev since main (64b5202)");
    expect(content[0]?.html).toBe(
      "<p>1 removed, 1 replaced, 1 changed, 1 added, $14.41 → $83.95 a month (+$69.54), " +
        "over the budget of $40.00</p>",
    );
  });

  it("names every change, what is lost first", () => {
    const titles = [...text.matchAll(/<span class="mark[^"]*">(\w+)<\/span> <strong>(\w+)/g)];
    expect(titles.map(([, kind, name]) => `${kind} ${name}`)).toEqual([
      "removed store",
      "replaced site",
      "changed plan",
      "added page",
    ]);
    expect(text).toContain('<span class="mark bad">is protected: the engine will refuse</span>');
    expect(text).toContain('<span class="amount">+$71.54</span>');
  });

  it("opens what changes property by property, and folds what is new", () => {
    expect(text.match(/<details[^>]*>/g)).toEqual([
      "<details open>",
      "<details open>",
      "<details>",
    ]);
    expect(text).toContain(
      '<th scope="row"><code>location</code></th>' +
        "<td><code>&#34;west&#34; → &#34;north&#34;</code></td>" +
        '<td><span class="mark careful">replaces it</span></td>',
    );
    expect(text).toContain(
      '<th scope="row"><code>key</code></th>' +
        "<td><code>[secret] → another secret</code></td><td></td>",
    );
  });

  it("tells outputs, and findings that are new, waived and fixed", () => {
    expect(text).toContain("<td><code>&#34;https://a&#34; → &#34;https://b&#34;</code></td>");
    const marks = [...text.matchAll(/<code>(azure-\w+)<\/code>.*<span class="mark \w+">([^<]*)</g)];
    expect(marks.map(([, policy, mark]) => `${policy} ${mark}`)).toEqual([
      "azure-new new",
      "azure-known new, but waived",
      "azure-old fixed",
    ]);
  });

  it("is well formed, and holds no secret", () => {
    expect(unclosed(text)).toEqual([]);
    expect(text).not.toMatch(exampleSecrets);
  });

  it("is one sentence where nothing changes", () => {
    const { before } = exampleDiff;
    const same = diffSection({
      ...exampleDiff,
      after: before,
      resources: [],
      outputs: [],
      findings: { appeared: [], fixed: [], waived: [] },
    });
    expect(same.content.map((block) => block.html)).toEqual([
      "<p>no resource changes, $14.41 a month as before</p>",
    ]);
  });
});
