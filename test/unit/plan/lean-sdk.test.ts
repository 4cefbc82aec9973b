import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Records prod in a process of its own: what a process has loaded, it has loaded. */
function recordedProd(preparation: string): { golden: string; loaded: string[] } {
  const script = `
    import { createRequire } from "node:module";
    ${preparation}
    const { goldenText } = await import("./plan/golden.ts");
    const { recordPlatform } = await import("./plan/stacks.ts");
    const golden = goldenText(await recordPlatform("prod"));
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    process.stdout.write(JSON.stringify({ golden, loaded }));`;
  const args = ["--input-type=module", "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 }));
}

const unused = /\/(@npmcli\/arborist|pacote|typescript)\//;

describe("loadLeanSdk", () => {
  it("records the same, without npm's libraries and the TypeScript compiler", () => {
    const { golden, loaded } = recordedProd(
      'const { loadLeanSdk } = await import("./plan/lean-sdk.ts"); loadLeanSdk();',
    );
    expect(golden).toBe(readFileSync("test/golden/prod.json", "utf8"));
    expect(loaded.filter((file) => unused.test(file))).toEqual([]);
  });

  it("is worth it: the whole SDK loads them", () => {
    expect(recordedProd("").loaded.filter((file) => unused.test(file)).length).toBeGreaterThan(50);
  });
});
