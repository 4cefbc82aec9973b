import { globSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import { images, versions } from "../../versions.ts";

interface CustomManager {
  managerFilePatterns: string[];
  matchStrings: string[];
  depNameTemplate?: string;
  datasourceTemplate: string;
}

interface PackageRule {
  description: string;
  matchPackageNames?: string[];
  matchFileNames?: string[];
}

const config = JSON.parse(readFileSync("renovate.json", "utf8")) as {
  customManagers: CustomManager[];
  packageRules: PackageRule[];
};

describe("the update bot", () => {
  it("finds every version of versions.ts, and takes nothing else for one", () => {
    const wanted = [
      { name: "pulumi", value: versions.pulumi, source: "npm" },
      ...Object.values(images).map((image) => {
        const [name, value] = image.split("@")[0]?.split(/:(?=[^:]+$)/) ?? [];
        return { name, value, source: "docker" };
      }),
    ];
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
      (a.name ?? "").localeCompare(b.name ?? "");
    expect(found("versions.ts").toSorted(byName)).toEqual(wanted.toSorted(byName));
  });

  it("finds an image that is pinned by digest too", () => {
    const text = `  redis: "redis:8.2.9-alpine@sha256:${"a".repeat(64)}",`;
    expect(foundIn(text, config.customManagers)).toEqual([
      { name: "redis", value: "8.2.9-alpine", source: "docker" },
    ]);
  });

  it("is told nothing that its kind of regular expressions has not", () => {
    const patterns = config.customManagers.flatMap(({ matchStrings }) => matchStrings);
    expect(patterns.filter((pattern) => /\(\?(<?[=!])|\\[1-9]/.test(pattern))).toEqual([]);
  });

  it("has rules for packages that are in use, each with its reason", () => {
    const used = [...npmPackages(), ...found("versions.ts").map(({ name }) => name)];
    const named = config.packageRules.flatMap(({ matchPackageNames = [] }) => matchPackageNames);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !used.includes(name))).toEqual([]);
    expect(config.packageRules.filter(({ description }) => !description)).toEqual([]);
  });

  it("has rules for files that are there", () => {
    const files = globSync("**/go.mod", { exclude: ["**/node_modules/**"] });
    const patterns = config.packageRules.flatMap(({ matchFileNames = [] }) => matchFileNames);
    const idle = patterns.filter((pattern) => !files.some((file) => matchesGlob(file, pattern)));
    expect(idle).toEqual([]);
  });
});

function found(file: string) {
  const managers = config.customManagers.filter(({ managerFilePatterns }) =>
    managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
  );
  return foundIn(readFileSync(file, "utf8"), managers);
}

function foundIn(text: string, managers: CustomManager[]) {
  return managers.flatMap(({ matchStrings, depNameTemplate, datasourceTemplate }) =>
    matchStrings.flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern, "g"))].map(({ groups = {} }) => ({
        name: groups.depName ?? depNameTemplate,
        value: groups.currentValue,
        source: datasourceTemplate,
      })),
    ),
  );
}

function npmPackages(): string[] {
  return ["package.json", "app/package.json"].flatMap((file) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8"));
    return Object.keys({ ...dependencies, ...devDependencies });
  });
}
