import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { versions } from "../../versions.ts";

it("the engine, its SDK, its npm package and its Go module have one version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(dependencies["@pulumi/pulumi"]).toBe(versions.pulumi);
  expect(devDependencies.pulumi).toBe(versions.pulumi);
  expect(readFileSync("scripts/engine/go.mod", "utf8")).toContain(
    `github.com/pulumi/pulumi/pkg/v3 v${versions.pulumi}\n`,
  );
});

it.each(["package.json", "app/package.json"])("%s pins every package exactly", (file) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8"));
  const ranges = Object.entries({ ...dependencies, ...devDependencies });
  expect(
    ranges.filter(([, range]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(String(range))),
  ).toEqual([]);
});
