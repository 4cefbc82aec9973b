import { expect, it } from "vitest";
import { explainFailure } from "../../../../scripts/ci/failures.ts";

it("a stack that another update holds is told with who does, and what to do", () => {
  // The engine's words; test/engine/pr-environment.test.ts meets them for real.
  const output =
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end " +
    "or delete the lock file with `pulumi cancel`.\n  azblob://state/.pulumi/locks/dev/1.json: " +
    "created by runner@host (pid 7) at 2026-11-21T10:00:00Z\n";
  expect(explainFailure("dev", output)).toBe(
    "dev: another update holds the stack, created by runner@host (pid 7) at 2026-11-21T10:00:00Z. " +
      "Wait until it has ended and run this job again; if it was killed, run " +
      "`pulumi cancel --stack dev` first",
  );
});

it("a resource provider that is not registered is told with its command", () => {
  const output =
    'error: Code="MissingSubscriptionRegistration" Message="The subscription is not registered to ' +
    "use namespace 'Microsoft.KeyVault'. See https://aka.ms/rps-not-found for how to register.\"";
  expect(explainFailure("dev", output)).toBe(
    "dev: the subscription has no registered provider Microsoft.KeyVault; run `az provider register " +
      "--namespace Microsoft.KeyVault --wait` and this job again",
  );
});

it("every other failure keeps its own words", () => {
  expect(explainFailure("dev", "error: denied")).toBeUndefined();
});
