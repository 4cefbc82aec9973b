import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { goTool } from "../../support/go-tool.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const actionlint = goTool({
  name: "actionlint",
  module: "github.com/rhysd/actionlint",
  package: "cmd/actionlint",
});
/** Every `run` is one call, so that there is no shell to check; machines differ in what is installed. */
const options = ["-no-color", "-shellcheck=", "-pyflakes="];

it("actionlint has nothing to say about the workflows", async () => {
  expect(await actionlint(options)).toEqual({ status: 0, output: "" });
});

it("actionlint would say what is wrong", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".git"));
  cpSync(".github", join(folder, ".github"), { recursive: true });
  const file = join(folder, ".github", "workflows", "deploy.yml");
  const broken = readFileSync(file, "utf8").replace(
    "needs.target.outputs.swaps",
    "needs.targt.outputs",
  );
  writeFileSync(file, broken);
  const { status, output } = await actionlint(options, { folder });
  expect(status).toBe(1);
  expect(output).toMatch(/deploy\.yml:\d+:\d+: property "targt" is not defined/);
});
