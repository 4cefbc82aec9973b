import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const files = globSync("policies/{azure,docker}/**/*.ts");

it("finds the files of the rules", () => {
  expect(files.length).toBeGreaterThan(20);
});

it.each(files)("%s reads nothing but the graph", (file) => {
  const source = readFileSync(file, "utf8");
  const imported = ts
    .preProcessFile(source)
    .importedFiles.map(({ fileName }) => join(dirname(file), fileName));
  const others = imported.filter((path) => !path.startsWith("policies/"));
  expect(others.filter((path) => path !== "plan/graph.ts")).toEqual([]);
  expect(source).not.toMatch(/\bprocess\.|\bnew Date\b|\bDate\.now\b|\bMath\.random\b|\bfetch\(/);
});
