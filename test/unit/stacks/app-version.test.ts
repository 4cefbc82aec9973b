import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { appVersion } from "../../../stacks/app-version.ts";
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
  const files = { "app/main.ts": "1", "app/http/page/page.css": "2" };
  expect(appVersion(application(files))).toBe(appVersion(application(files)));
});

it.each([
  ["content", { "app/main.ts": "2" }],
  ["a name", { "app/other.ts": "1" }],
  ["the packages", { "app/main.ts": "1", "package-lock.json": "{}" }],
  ["how it is packed", { "app/main.ts": "1", "scripts/bundle/bundle.ts": "" }],
  ["what it makes of a database", { "app/main.ts": "1", "scripts/bundle/schema.json": "" }],
  ["one more file", { "app/main.ts": "1", "app/http/a.css": "" }],
])("changes with %s", (_, files) => {
  expect(appVersion(application(files))).not.toBe(appVersion(application({ "app/main.ts": "1" })));
});

it("does not change with tests, samples, documents and the rest of the repository", () => {
  const files = {
    "stacks/tiers.ts": "x",
    "app/main.ts": "1",
    "app/main.test.ts": "x",
    "app/samples/a.json": "{}",
    "app/README.md": "x",
  };
  expect(appVersion(application(files))).toBe(appVersion(application({ "app/main.ts": "1" })));
});
