import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { addSummary, runStep, setOutput, setVariable } from "../../../../scripts/ci/step.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it("no value of an output can pass for another output", () => {
  const file = fileOf("GITHUB_OUTPUT");
  setOutput("title", "a\nEOF\nstack=prod");
  const [first = "", ...lines] = readFileSync(file, "utf8").split("\n");
  const [, delimiter = ""] = /^title<<([0-9a-f-]{36})$/.exec(first) ?? [];
  expect(lines).toEqual(["a", "EOF", "stack=prod", delimiter, ""]);
});

it("outputs are shown where there is no workflow to take them", () => {
  vi.stubEnv("GITHUB_ENV", "");
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  setVariable("ARM_CLIENT_ID", "c11e");
  expect(written.mock.calls).toEqual([["ARM_CLIENT_ID=c11e\n"]]);
});

it("a summary that GitHub would refuse ends at the last line that fits, and says so", () => {
  const file = fileOf("GITHUB_STEP_SUMMARY");
  addSummary("é".repeat(49).concat("\n").repeat(11_000));
  const text = readFileSync(file, "utf8");
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_048_576);
  expect(Buffer.byteLength(text)).toBeGreaterThan(1_048_000);
  expect(text).toMatch(/\né{49}\n\n… the rest is in the artefact\.\n$/);
});

it("what goes wrong is one annotation in a workflow, whatever its lines", async () => {
  vi.stubEnv("GITHUB_ACTIONS", "true");
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await runStep(() => {
    throw new Error("dev: 100% wrong\n::error::not this");
  });
  expect(written.mock.calls).toEqual([["::error::dev: 100%25 wrong%0A::error::not this\n"]]);
  expect(process.exitCode).toBe(1);
});

function fileOf(variable: string): string {
  const file = join(temporaryFolder(), "file");
  vi.stubEnv(variable, file);
  return file;
}
