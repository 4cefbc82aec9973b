import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contentHash } from "../../../stacks/content-hash.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function application(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

it("is the same for the same code, wherever it lies", () => {
  const files = { "main.ts": "1", "http/page/page.css": "2" };
  expect(contentHash(application(files))).toBe(contentHash(application(files)));
});

it.each([
  ["content", { "main.ts": "2" }],
  ["a name", { "other.ts": "1" }],
  ["one more file", { "main.ts": "1", "http/a.css": "" }],
])("changes with %s", (_, files) => {
  expect(contentHash(application(files))).not.toBe(contentHash(application({ "main.ts": "1" })));
});

it("does not change with tests, samples and documents", () => {
  const files = { "main.ts": "1", "main.test.ts": "x", "samples/a.json": "{}", "README.md": "x" };
  expect(contentHash(application(files))).toBe(contentHash(application({ "main.ts": "1" })));
});
