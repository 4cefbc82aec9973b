import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stackConfig } from "../../../plan/stack-config.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function configOf(text: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  return stackConfig(folder, "dev");
}

it("is the project's own keys as text, without what is encrypted", () => {
  expect(
    configOf(`encryptionsalt: v1:x
config:
  copilot:monthlyBudget: 50
  copilot:alwaysOn: true
  copilot:owner: "007"
  copilot:token:
    secure: v1:abc
  azure-native:location: westeurope
`),
  ).toEqual({ monthlyBudget: "50", alwaysOn: "true", owner: "007" });
});

it.each([
  ["no file", undefined],
  ["an empty file", ""],
  ["no keys", "config:\n"],
])("is empty where there is %s", (_, text) => {
  expect(text === undefined ? stackConfig(temporaryFolder(), "dev") : configOf(text)).toEqual({});
});

it.each([
  ["is no YAML", "config: [\n"],
  ["has no map of keys", "config: none\n"],
])("names a file that %s", (_, text) => {
  expect(() => configOf(text)).toThrow(/^Pulumi\.dev\.yaml: /);
});
