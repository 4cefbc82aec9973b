import { expect, it } from "vitest";
import { anyCheckout } from "../../../plan/stacks.ts";
import { chosenRuntime } from "../../../stacks/local-runtime.ts";
import { settingsOf } from "../../../stacks/settings.ts";

const missing = "Docker does not run; start it";

function runtimeOf(runtime: string, hasDocker: boolean) {
  const docker = hasDocker ? anyCheckout.docker : async () => ({ missing });
  const stack = { project: "copilot", stack: "local", config: { runtime }, secretKeys: [] };
  const settings = settingsOf(stack, { ...anyCheckout, docker });
  if (settings.target !== "local") throw new Error("is no local stack");
  return chosenRuntime(settings);
}

it.each([
  ["auto", true, { name: "docker", reason: "auto: Docker answers" }],
  ["auto", false, { name: "process", reason: `auto: ${missing}` }],
  ["docker", true, { name: "docker", reason: "chosen in the configuration" }],
  ["process", true, { name: "process", reason: "chosen in the configuration" }],
  ["process", false, { name: "process", reason: "chosen in the configuration" }],
])("%s with Docker there: %s", async (runtime, hasDocker, expected) => {
  expect(await runtimeOf(runtime, hasDocker)).toMatchObject(expected);
});

it("refuses Docker that was chosen and is not there, with both ways out", async () => {
  await expect(runtimeOf("docker", false)).rejects.toThrow(
    `runtime: docker is chosen, but ${missing}; or use npm run pulumi -- config set runtime process`,
  );
});
