import tls from "node:tls";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { settingDifferences, wantedSettings } from "../../../../scripts/drift/app-settings.ts";
import { managementApi } from "../../../../scripts/swap/management-api.ts";
import { acceptedToken, blobServer } from "../../../support/blob-server.ts";
import { managementServer } from "../../../support/swap/management-server.ts";

const site = "azure-native:web:WebApp";
const reference = (name: string) => `@Microsoft.KeyVault(SecretUri=https://kv/secrets/${name})`;

describe("app settings", () => {
  it("are compared by value and told by name, references by reference", async () => {
    const { differences, server } = await openScene({
      LOG_LEVEL: "info",
      JWT_SECRET: reference("jwt"),
      PASSWORD: reference("password"),
      LOST: "x",
      KEPT: "same",
    });
    server.settings[server.siteId] = {
      LOG_LEVEL: "debug",
      JWT_SECRET: reference("other"),
      PASSWORD: "hunter2-in-the-clear",
      ADDED: "hand-made",
      KEPT: "same",
    };
    const resource = { resource: "backend-site", type: site };
    const found = await differences();
    expect(found).toEqual([
      { ...resource, property: "appSettings.ADDED", kind: "added" },
      {
        ...resource,
        property: "appSettings.JWT_SECRET",
        kind: "changed",
        references: { wanted: reference("jwt"), live: reference("other") },
      },
      { ...resource, property: "appSettings.LOG_LEVEL", kind: "changed" },
      { ...resource, property: "appSettings.LOST", kind: "gone" },
      {
        ...resource,
        property: "appSettings.PASSWORD",
        kind: "changed",
        references: { wanted: reference("password"), live: undefined },
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|hand-made|debug|info/);
  });

  it("do not differ where the stack keeps a value secret and Azure has the same", async () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify("quiet"),
    };
    const { differences, server } = await openScene({ PASSWORD: secret });
    server.settings[server.siteId] = { PASSWORD: "quiet" };
    expect(await differences()).toEqual([]);
    server.settings[server.siteId] = { PASSWORD: "loud" };
    expect(await differences()).toHaveLength(1);
  });

  it("that read like a reference and go on are values", async () => {
    const { differences, server } = await openScene({ PASSWORD: "a" });
    server.settings[server.siteId] = { PASSWORD: `${reference("x")}${"s3cret"}` };
    expect(JSON.stringify(await differences())).not.toContain("s3cret");
  });

  it("cannot be told from none by a login that may not list them", async () => {
    const { differences, server } = await openScene({});
    server.refusal = { status: 403, code: "AuthorizationFailed", message: "no right" };
    await expect(differences()).rejects.toThrow(/Microsoft\.Web\/sites\/config\/list\/action/);
  });

  it("are those of site and slot, and of no other resource", async () => {
    const found = await wantedSettings(stackOf([]));
    expect(found).toEqual([]);
    const other = { urn: "urn::bucket", type: "azure-native:storage:StorageAccount", inputs: {} };
    expect(await wantedSettings(stackOf([other]))).toEqual([]);
  });
});

async function openScene(settings: Record<string, unknown>) {
  const blobs = await blobServer();
  tls.setDefaultCACertificates([blobs.certificate]);
  const server = await managementServer(blobs);
  const api = managementApi({
    credential: { getToken: async () => ({ token: acceptedToken, expiresOnTimestamp: 4e12 }) },
    signal: AbortSignal.timeout(30_000),
    url: server.url,
  });
  const appSettings = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const state = {
    urn: `urn:pulumi:dev::copilot::copilot:azure:Backend$${site}::backend-site`,
    type: site,
    id: server.siteId,
    inputs: { siteConfig: { appSettings } },
  };
  return {
    server,
    async differences() {
      const [wanted] = await wantedSettings(stackOf([state]));
      if (!wanted) throw new Error("the state has no site");
      return settingDifferences(api, wanted);
    },
  };
}

function stackOf(resources: object[]): Stack {
  return { exportStack: async () => ({ version: 3, deployment: { resources } }) } as never;
}
