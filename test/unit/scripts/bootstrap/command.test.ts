import { execFile } from "node:child_process";
import { delimiter } from "node:path";
import { expect, it } from "vitest";
import { cloudPrograms } from "../../../support/bootstrap/programs.ts";
import { newCloud, repository, subscriptionId } from "../../../support/bootstrap/state.ts";

const needed = ["--subscription", subscriptionId, "--repository", repository, "--suffix", "abc123"];

it("the command asks and changes by az and gh on PATH, and says what is left", async () => {
  const { run, state } = openScene();
  const first = await run(...needed, "--environment", "pull-requests");
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toMatch(
    /\nMade \d+ changes\.\n\nWhat is left for a person of acme\/copilot/,
  );
  expect(state().registered).toEqual(
    expect.arrayContaining(["Microsoft.Web", "Microsoft.DBforPostgreSQL"]),
  );
  expect(state().variables["pull-requests"]).toMatchObject({
    PULUMI_BACKEND_URL: "azblob://state?storage_account=stcopilotstateabc123",
    PULUMI_SECRETS_PROVIDER: "azurekeyvault://kv-copilot-state-abc123.vault.azure.net/keys/pulumi",
  });
  const second = await run(...needed, "--environment", "pull-requests");
  expect(second.stdout).toMatch(/^Everything is there; nothing was changed\.\n/);
}, 120_000);

it("the command says what is wrong, and how it is used", async () => {
  const { run, state } = openScene();
  const wrong = await run("--repository", repository);
  expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
  expect(wrong.stderr).toContain("--subscription: is not given");
  const help = await run("--help");
  expect([help.code, help.stdout.split("\n")[0]]).toEqual([
    0,
    "Usage: npm run bootstrap -- --subscription <id> --repository <owner/name> [options]",
  ]);
  expect(state().writes).toEqual([]);
});

function openScene() {
  const programs = cloudPrograms(newCloud());
  const env = { ...process.env, PATH: `${programs.folder}${delimiter}${process.env.PATH}` };
  return {
    state: programs.state,
    run: (...args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
        const script = ["scripts/bootstrap.ts", ...args];
        execFile(process.execPath, script, { env }, (error, stdout, stderr) =>
          done({ code: error ? Number(error.code) : 0, stdout, stderr }),
        );
      }),
  };
}
