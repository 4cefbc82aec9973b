import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { violations } from "../support/arrows.ts";

describe("the arrows of the house", () => {
  it("are kept by every file of the repository", () => {
    const listing = execFileSync(
      "git",
      ["ls-files", "-co", "--exclude-standard", "*.ts", "*.mjs"],
      {
        encoding: "utf8",
      },
    );
    const files = listing
      .trim()
      .split("\n")
      .filter((file) => existsSync(file) && !file.endsWith(".test.ts"));
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => violations(file, readFileSync(file, "utf8")))).toEqual([]);
  });

  it.each([
    ["index.ts", 'import { x } from "./components/process/service.ts";', "picks a stack"],
    ["stacks/local.ts", 'import { x } from "../plan/record.ts";', "nothing of plan"],
    ["components/process/a.ts", 'import { x } from "../../stacks/settings.ts";', "through args"],
    ["components/process/a.ts", 'import { x } from "../docker/host.ts";', "no other runtime"],
    ["services/a.ts", 'import * as pulumi from "@pulumi/pulumi";', "pure values"],
    ["services/a.ts", 'import { x } from "../app/store/store.ts";', "pure values"],
    ["providers/process/a.ts", 'import { x } from "../../services/types.ts";', "stands alone"],
    ["app/main.ts", 'import { x } from "../services/types.ts";', "how it is deployed"],
    ["app/main.ts", 'const x = await import("../versions.ts");', "how it is deployed"],
    ["plan/a.ts", 'export * from "../test/support/arrows.ts";', "at the tests"],
    ["stacks/local.ts", "const x = process.env.HOME;", "through Pulumi alone"],
    ["app/http/server.ts", "const x = process.env.PORT;", "only reader of the environment"],
    ["components/process/a.ts", "new pulumi.Config();", "only reader of the configuration"],
    [
      "components/azure/a.ts",
      'import * as web from "@pulumi/azure-native/web/index.js";',
      "the resource's own file",
    ],
  ])("refuse %s with %s", (file, source, reason) => {
    const found = violations(file, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(file);
    expect(found[0]).toContain(reason);
  });

  it.each([
    ["index.ts", 'import { x } from "./stacks/local.ts";'],
    ["components/process/a.ts", 'import { x } from "../../providers/process/resource.ts";'],
    ["services/a.ts", 'import { x } from "../app/service.ts";'],
    ["app/main.ts", 'import fastify from "fastify";'],
    ["stacks/settings.ts", "pulumi.getStack();"],
    ["components/azure/a.ts", 'import type * as web from "@pulumi/azure-native/web/index.js";'],
    ["components/azure/a.ts", 'import { WebApp } from "@pulumi/azure-native/web/webApp.js";'],
  ])("allow %s with %s", (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});
