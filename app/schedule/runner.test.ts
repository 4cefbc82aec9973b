import { expect, test } from "vitest";
import { systemRunner } from "./runner.ts";

test("a program gets its input and gives its output", async () => {
  expect(
    await systemRunner(process.execPath, ["-e", "process.stdin.pipe(process.stdout)"], "a\n"),
  ).toEqual({
    exitCode: 0,
    out: "a\n",
    err: "",
  });
});

test("a failure is an exit code, and a program that is missing has none", async () => {
  const failed = await systemRunner(process.execPath, [
    "-e",
    "console.error('no'); process.exit(3)",
  ]);
  expect(failed).toEqual({ exitCode: 3, out: "", err: "no\n" });
  expect(await systemRunner("/no/such/program", [])).toEqual({
    exitCode: undefined,
    out: "",
    err: "",
  });
});
