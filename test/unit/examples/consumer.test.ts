import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { describe, expect, it } from "vitest";
import program from "../../../examples/consumer/index.ts";
import { contractValue } from "../../../examples/consumer/platform-output.ts";
import { recordPlatform } from "../../../plan/stacks.ts";

/** Stands in for the engine's answer about the other stack. */
async function mockPlatform(outputs: Record<string, unknown>) {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name }) => ({
        id: name,
        state: { outputs, secretOutputNames: ["telemetryConnectionString"] },
      }),
      call: ({ inputs }) => inputs,
    },
    "copilot-consumer",
    "test",
  );
  setAllConfig({ "copilot-consumer:platformStack": "organization/copilot/prod" });
}

/** The SDK declares an output's promise for itself alone. */
const settled = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

describe("a program that reads the platform's outputs", () => {
  it("gets what the platform's own program gives, typed and with secrets kept", async () => {
    const { outputs } = await recordPlatform("prod");
    await mockPlatform(outputs);
    const { searchEndpoint, appSettings, telemetryConnectionString } = program();
    expect(await settled(searchEndpoint)).toBe(
      "https://app-copilot-prod-abc123.azurewebsites.net/search",
    );
    expect(await settled(appSettings.DATABASE_PASSWORD)).toMatch(/^@Microsoft\.KeyVault\(/);
    expect(await pulumi.isSecret(telemetryConnectionString)).toBe(true);
    expect(await pulumi.isSecret(searchEndpoint)).toBe(false);
  });

  it.each([42, undefined, "no url"])(
    "fails, naming the output, on %j in place of a URL",
    (value) => {
      expect(() => contractValue("apiUrl", value)).toThrow(
        "apiUrl: the platform stack does not keep its contract",
      );
    },
  );
});
