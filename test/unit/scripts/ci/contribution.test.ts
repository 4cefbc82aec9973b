import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  readContributions,
  writeContribution,
} from "../../../../scripts/ci/comment/contribution.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const section = { title: "dev", summary: "1 changed", text: "~ server\n" };

it("what jobs write is read as one, in the order of their artefacts' names", () => {
  const folder = temporaryFolder();
  const other = { ...section, title: "pulumi preview of dev" };
  writeContribution(join(folder, "comment-preview"), { pullRequest: 12, sections: [other] });
  writeContribution(join(folder, "comment-plan"), { pullRequest: 12, sections: [section] });
  mkdirSync(join(folder, "bundle"));
  expect(readContributions(folder)).toEqual({ pullRequest: 12, sections: [section, other] });
  expect(readFileSync(join(folder, "comment-plan", "full-text.txt"), "utf8")).toBe(
    "dev: 1 changed\n\n~ server\n",
  );
});

it("two pull requests have no comment in common", () => {
  const folder = temporaryFolder();
  writeContribution(join(folder, "comment-a"), { pullRequest: 12, sections: [section] });
  writeContribution(join(folder, "comment-b"), { pullRequest: 13, sections: [section] });
  expect(() => readContributions(folder)).toThrow("is for more than one pull request");
});

it("a folder that is not there holds nothing", () => {
  expect(readContributions(join(temporaryFolder(), "none"))).toBeUndefined();
});

it("a link is not followed: it could lead to what only the job may read", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "comment-plan"));
  writeFileSync(join(folder, "secret"), JSON.stringify({ pullRequest: 1, sections: [] }));
  symlinkSync(join(folder, "secret"), join(folder, "comment-plan", "contribution.json"));
  expect(() => readContributions(folder)).toThrow("contribution.json: is no file");
});

it.each([
  ["no JSON", "{"],
  ["another number", { pullRequest: 1.5, sections: [] }],
  [
    "a title of a page's length",
    { pullRequest: 1, sections: [{ ...section, title: "x".repeat(101) }] },
  ],
  ["more sections than there are stacks", { pullRequest: 1, sections: Array(11).fill(section) }],
  ["a key that nobody reads", { pullRequest: 1, sections: [], body: "x" }],
])("%s is refused", (_, forged) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "comment-plan"));
  const text = typeof forged === "string" ? forged : JSON.stringify(forged);
  writeFileSync(join(folder, "comment-plan", "contribution.json"), text);
  expect(() => readContributions(folder)).toThrow(/is no contribution to a comment|JSON/);
});
