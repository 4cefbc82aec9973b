import { execFile } from "node:child_process";
import { expect, it } from "vitest";

it("the command says how it is used, and what is wrong", async () => {
  const help = await run("--help");
  expect([help.code, help.stdout.split("\n")[0], help.stderr]).toEqual([
    0,
    "Usage: npm run restore-drill -- <stack> [options]",
    "",
  ]);
  const wrong = await run("prod", "--geo");
  expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
  expect(wrong.stderr).toMatch(/^--location: is not given/);
});

function run(...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    execFile(process.execPath, ["scripts/restore-drill.ts", ...args], (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
