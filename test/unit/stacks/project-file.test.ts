import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationPage, projectFile } from "../../../stacks/project-file.ts";

const hint = "is out of date: run `npm run generate`";

it("Pulumi.yaml is what the settings schema says", () => {
  expect(readFileSync("Pulumi.yaml", "utf8"), `Pulumi.yaml ${hint}`).toBe(projectFile());
});

it("docs/configuration.md is what the settings schema says", () => {
  const page = readFileSync("docs/configuration.md", "utf8");
  expect(page, `docs/configuration.md ${hint}`).toBe(configurationPage());
});
