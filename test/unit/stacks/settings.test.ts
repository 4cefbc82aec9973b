import { describe, expect, it } from "vitest";
import { recordStack } from "../../../plan/record.ts";
import {
  type Host,
  type LocalSettings,
  readSettings,
  type Settings,
} from "../../../stacks/settings.ts";

const host: Host = { projectDirectory: "/srv/copilot", appVersion: "abc" };

async function settingsOf(config: Record<string, string>): Promise<LocalSettings> {
  let settings: Settings | undefined;
  await recordStack({ project: "copilot", stack: "local", config }, () => {
    settings = readSettings(host);
    return {};
  });
  if (settings?.target !== "local") throw new Error("the program did not run");
  return settings;
}

describe("readSettings", () => {
  it("fills every key that is not set with its default", async () => {
    expect(await settingsOf({})).toEqual({
      project: "copilot",
      target: "local",
      runtime: "auto",
      dataDirectory: "/srv/copilot/.data",
      logLevel: "info",
      metricsPort: 8082,
      searchPort: 8083,
      apiPort: 8001,
      stack: "local",
      host,
    });
  });

  it("reads ports from text and leaves an absolute data folder as it is", async () => {
    const settings = await settingsOf({ apiPort: "18001", dataDirectory: "/var/lib/chats" });
    expect(settings.apiPort).toBe(18001);
    expect(settings.dataDirectory).toBe("/var/lib/chats");
  });

  it("names every unknown and wrong key at once, with an example", async () => {
    const config = {
      apiPort: "99999",
      searchPort: "abc",
      metricsPort: "",
      runtime: "podman",
      logLevel: "loud",
      dataDirectory: "",
      apiport: "1",
    };
    await expect(settingsOf(config)).rejects.toThrow(
      [
        "The configuration of this stack has problems:",
        "  apiport: unknown key; docs/configuration.md lists all",
        '  runtime: must be one of auto, docker, process, got "podman"; use for example process',
        '  dataDirectory: must not be empty, got ""; use for example .data',
        '  logLevel: must be one of trace, debug, info, warn, error, fatal, silent, got "loud"; use for example debug',
        '  metricsPort: must be a whole number from 1 to 65535, got ""; use for example 18082',
        '  searchPort: must be a whole number from 1 to 65535, got "abc"; use for example 18083',
        '  apiPort: must be a whole number from 1 to 65535, got "99999"; use for example 18001',
      ].join("\n"),
    );
  });

  it("refuses one port for two purposes, also against a default", async () => {
    await expect(settingsOf({ apiPort: "8082" })).rejects.toThrow(
      'apiPort: must differ from metricsPort, got "8082"; use for example 18001',
    );
  });

  it.each(["0", "65536", "80.5", "-1", "1e3", " 80", "0x50"])(
    "refuses %j as a port",
    async (port) => {
      await expect(settingsOf({ apiPort: port })).rejects.toThrow(
        "apiPort: must be a whole number",
      );
    },
  );
});
