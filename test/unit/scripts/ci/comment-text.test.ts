import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Section } from "../../../../scripts/ci/comment/contribution.ts";
import { commentLimit, commentText } from "../../../../scripts/ci/comment/text.ts";

const place = {
  headSha: "abcdef0123456789",
  runUrl: "https://github.com/acme/copilot/actions/runs/7",
};
const section = (text: string, more: Partial<Section> = {}): Section => ({
  title: "dev",
  summary: "1 changed",
  text,
  ...more,
});
const comment = (sections: Section[], limit?: number) => commentText({ sections, ...place }, limit);

describe("the comment", () => {
  it("folds each section away and says where the full text is", () => {
    expect(comment([section("~ database-server\n    sku  a → b\n")])).toBe(
      "<!-- copilot-platform: plan -->\n### What this change does\n\n" +
        "<details><summary><b>dev</b> 1 changed</summary>\n\n" +
        "```text\n~ database-server\n    sku  a → b\n```\n\n</details>\n\n" +
        "<sub>Plan of abcdef012345. [The run](https://github.com/acme/copilot/actions/runs/7) has the " +
        "full text as artefact.</sub>\n",
    );
  });

  it("cuts what GitHub would refuse, at the end of a line, and leaves short sections whole", () => {
    const long = "a line of thirty characters....\n".repeat(4_000);
    const short = "~ nothing much";
    const text = comment([section(long), section(short), section(long)]);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text.length).toBeGreaterThan(commentLimit - 200);
    expect(text).toContain(`\n${short}\n`);
    expect(text.match(/characters\.\.\.\.\n… cut here; the artefact has the rest\n/g)).toHaveLength(
      2,
    );
  });

  it("says so when there is no room at all", () => {
    expect(() => comment([section("text")], 100)).toThrow("comment: has no room for 1 sections");
  });

  it("shows what a fork wrote as text: no markup, no link, no mention, no sign that hides another", () => {
    const evil =
      "```\n</details>\n@everyone [x](https://evil.example) <img src=x>\u202egnp.exe\u001b[31m\n````";
    const text = comment([
      section(evil, { title: "<img src=x>", summary: "@everyone [x](https://evil.example)" }),
    ]);
    const [, fence = "", shown = ""] = /\n(`{3,})text\n([\s\S]*)\n\1\n/.exec(text) ?? [];
    expect(fence).toBe("`````");
    expect(shown).toBe(
      "```\n</details>\n@everyone [x](https://evil.example) <img src=x>gnp.exe[31m\n````",
    );
    const heading = /<summary>(.*)<\/summary>/.exec(text)?.[1] ?? "";
    expect(heading.replaceAll(/<\/?b>/g, "")).not.toMatch(/[<>@[\]:]/);
    expect(heading).toContain("&#64;everyone");
  });

  it("keeps within its limit and its fences whatever the sections hold", () => {
    const anySection = fc.record({
      title: fc.string({ maxLength: 20, unit: "binary" }),
      summary: fc.string({ maxLength: 40, unit: "binary" }),
      text: fc.string({
        maxLength: 1_500,
        unit: fc.constantFrom("`", "\n", "a", "</details>", "é", "😀"),
      }),
    });
    fc.assert(
      fc.property(fc.array(anySection, { maxLength: 4 }), (sections) => {
        const text = comment(sections, 4_000);
        expect(text.length).toBeLessThanOrEqual(4_000);
        const fences = [...text.matchAll(/\n\n(`{3,})text\n([\s\S]*?)\n\1\n\n<\/details>\n/g)];
        expect(fences).toHaveLength(sections.length);
        for (const [, fence = "", shown = ""] of fences) {
          expect(
            Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)),
          ).toBeLessThan(fence.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
