import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareState } from "../../../scripts/state.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const stackFile = (project: string) => join(project, "Pulumi.local.yaml");

describe("prepareState", () => {
  it("keeps state and a private passphrase in the checkout when nothing was chosen", async () => {
    const project = temporaryFolder();
    const state = await prepareState(project, { HOME: temporaryFolder() });
    const passphrase = join(project, ".pulumi-state", "passphrase");
    expect(state).toEqual({
      description: ".pulumi-state/",
      locksFolder: join(project, ".pulumi-state", ".pulumi", "locks"),
      environment: {
        PULUMI_BACKEND_URL: `file://${join(project, ".pulumi-state")}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      },
    });
    expect(statSync(passphrase).mode & 0o777).toBe(0o600);
    expect(readFileSync(passphrase, "utf8")).toMatch(/^[\w-]{43}$/);
  });

  it("makes the passphrase once", async () => {
    const project = temporaryFolder();
    const read = async () => {
      const { environment } = await prepareState(project, { HOME: "/nowhere" });
      return readFileSync(environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? "", "utf8");
    };
    expect(await read()).toBe(await read());
  });

  it("respects a chosen backend and a chosen passphrase", async () => {
    const env = { PULUMI_BACKEND_URL: "azblob://state", PULUMI_CONFIG_PASSPHRASE: "" };
    const state = await prepareState(temporaryFolder(), env);
    expect(state).toEqual({
      description: "azblob://state",
      locksFolder: undefined,
      environment: {},
    });
  });

  it("respects a login", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".pulumi"));
    const credentials = JSON.stringify({ current: "https://api.pulumi.com" });
    writeFileSync(join(home, ".pulumi", "credentials.json"), credentials);
    const state = await prepareState(temporaryFolder(), { HOME: home });
    expect(state.description).toBe("https://api.pulumi.com");
    expect(state.environment).not.toHaveProperty("PULUMI_BACKEND_URL");
  });

  it("forgets the salt of a lost passphrase and keeps the rest of the stack file", async () => {
    const project = temporaryFolder();
    const config = "config:\n  copilot:apiPort: 18001 # mine\n";
    writeFileSync(stackFile(project), `encryptionsalt: v1:old\n${config}`);
    await prepareState(project, { HOME: "/nowhere" });
    expect(readFileSync(stackFile(project), "utf8")).toBe(config);
  });

  it("refuses to forget a salt that values are encrypted with", async () => {
    const project = temporaryFolder();
    const text = "encryptionsalt: v1:old\nconfig:\n  copilot:key:\n    secure: v1:x\n";
    writeFileSync(stackFile(project), text);
    await expect(prepareState(project, { HOME: "/nowhere" })).rejects.toThrow(
      ".pulumi-state/passphrase: is gone, but Pulumi.local.yaml has values encrypted with it",
    );
    expect(readFileSync(stackFile(project), "utf8")).toBe(text);
  });
});
