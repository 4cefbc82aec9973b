import { expect, it } from "vitest";
import { platform } from "../../../index.ts";
import { recordStack } from "../../../plan/record.ts";
import { anyCheckout } from "../../../plan/stacks.ts";
import type { Host } from "../../../stacks/host.ts";
import { readSettings } from "../../../stacks/settings.ts";

/** The environment that the application gets on a machine with `host`. */
async function environmentOn(host: Partial<Host>): Promise<unknown> {
  const recording = { project: "copilot", stack: "local", config: { runtime: "process" } };
  const graph = await recordStack(recording, () =>
    platform(readSettings({ ...anyCheckout, ...host })),
  );
  const process = graph.resources.find(({ inputs }) => inputs.serviceName === "chat-app");
  return process?.inputs.environment;
}

it("the application looks for chats where the person's environment says", async () => {
  const usual = await environmentOn({});
  expect(usual).toMatchObject({ CHATS_HOST: "127.0.0.1" });
  const chatFolders = { XDG_CONFIG_HOME: "/home/ada/config", COPILOT_HOME: "/home/ada/copilot" };
  expect(await environmentOn({ chatFolders })).toEqual({ ...Object(usual), ...chatFolders });
});
