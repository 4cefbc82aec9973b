import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface LockedPackage {
  version?: string;
  link?: boolean;
  integrity?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));
const packages = Object.entries<LockedPackage>(lockfile.packages);

it("the lockfile knows the packages of every platform, not of this one alone", () => {
  const known = new Set(packages.map(([path]) => path));
  const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !known.has(`node_modules/${name}`))
      .filter((name) => !known.has(`${path}/node_modules/${name}`))
      .map((name) => `${name} of ${path}`),
  );
  expect(missing).toEqual([]);
});

it("the lockfile has a checksum for every package and names no registry", () => {
  const fetched = packages.filter(([path, { link }]) => path.includes("node_modules/") && !link);
  expect(fetched.length).toBeGreaterThan(200);
  expect(fetched.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved?.startsWith("http"))).toEqual([]);
});
