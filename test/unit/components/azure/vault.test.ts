import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { AppIdentity } from "../../../../components/azure/identity.ts";
import { Vault, type VaultArgs } from "../../../../components/azure/vault.ts";
import { privateNetwork, recordAzure, tags } from "../../../support/azure.ts";

const args = {
  tenantId: "tenant",
  retentionDays: 7,
  isPurgeProtected: false,
  readers: [
    { name: "site", principalId: "principal-1" },
    { name: "slot", principalId: "principal-2" },
  ],
  databasePassword: pulumi.secret("hunter2"),
  databaseAppPassword: pulumi.secret("hunter3"),
  telemetryConnectionString: "InstrumentationKey=1",
  secretExpiry: "2027-11-30",
};

test("a vault in public has roles, soft delete, and no purge protection (77 to 80, 87)", async () => {
  const { named } = await record();
  const vault = named("vault-vault");
  expect(vault).toMatchObject({
    type: "azure-native:keyvault:Vault",
    parent: named("vault").urn,
    isProtected: false,
  });
  expect(vault.inputs).toEqual({
    vaultName: expect.stringMatching(/^kv-copilot-test/),
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    properties: {
      tenantId: "tenant",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      softDeleteRetentionInDays: 7,
      publicNetworkAccess: "Enabled",
      networkAcls: { bypass: "AzureServices", defaultAction: "Allow" },
    },
  });
});

test("a protected vault keeps what was deleted for its full time (79, 80)", async () => {
  const { named } = await record({ isPurgeProtected: true, retentionDays: 90 }, true);
  expect(named("vault-vault").isProtected).toBe(true);
  expect(named("vault-vault").inputs.properties).toMatchObject({
    enablePurgeProtection: true,
    softDeleteRetentionInDays: 90,
  });
});

test("a private vault answers only its network (81, 82, 83)", async () => {
  const { named } = await record({ privateNetwork });
  expect(named("vault-vault").inputs.properties).toMatchObject({
    publicNetworkAccess: "Disabled",
    networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
  });
  expect(named("vault-endpoint").inputs).toMatchObject({
    privateLinkServiceConnections: [
      { privateLinkServiceId: "vault-vault-id", groupIds: ["vault"] },
    ],
  });
});

test("a vault in public has no endpoint", async () => {
  const { ofType } = await record();
  expect(ofType("PrivateEndpoint")).toEqual([]);
  expect(ofType("PrivateDnsZoneGroup")).toEqual([]);
});

test("each reader may read the secrets of this vault alone (89)", async () => {
  const { named, ofType } = await record();
  expect(ofType("RoleAssignment").map(({ name }) => name)).toEqual([
    "vault-reader-site",
    "vault-reader-slot",
  ]);
  expect(named("vault-reader-site").inputs).toMatchObject({
    principalId: "principal-1",
    scope: "vault-vault-id",
    roleDefinitionId: expect.stringMatching(/\/4633458b-17de-408a-b874-0445c86b69e6$/),
  });
});

test("secrets are secret, say what they are and expire (85, 86)", async () => {
  const { named } = await record();
  const password = named("vault-database-password");
  expect(password.secretInputs).toEqual(["properties.value"]);
  expect(password.inputs).toMatchObject({
    secretName: "database-password",
    resourceGroupName: "rg-copilot-test",
    tags,
    properties: {
      value: "hunter2",
      contentType: "Password of the database's administrator",
      attributes: { enabled: true, expires: 1_827_532_800 },
    },
  });
  const telemetry = named("vault-telemetry-connection-string");
  expect(telemetry.secretInputs).toEqual(["properties.value"]);
  expect(telemetry.inputs.properties).toMatchObject({ value: "InstrumentationKey=1" });
});

test.each([
  ["that signs logins", "vault-jwt", "vault-jwt-secret"],
  ["that makes other keys", "vault-admin", "vault-admin-key"],
])("the key %s is generated, and secret from birth", async (_, generated, kept) => {
  const { named, dependenciesOf } = await record();
  expect(named(generated)).toMatchObject({
    type: "random:index/randomPassword:RandomPassword",
    inputs: { length: 64, special: false },
  });
  const key = named(kept);
  expect(key.secretInputs).toEqual(["properties.value"]);
  expect(dependenciesOf(key)).toContain(generated);
});

test("secrets come after the roles and the endpoint", async () => {
  const { ofType, dependenciesOf } = await record({ privateNetwork });
  const secrets = ofType("keyvault:Secret");
  expect(secrets).toHaveLength(5);
  for (const secret of secrets) {
    expect(dependenciesOf(secret)).toEqual(
      expect.arrayContaining(["vault-reader-site", "vault-reader-slot", "vault-endpoint-dns"]),
    );
  }
});

test("a reference names the secret without a version, and is not secret itself (20)", async () => {
  const { outputs, secretOutputs } = await record();
  expect(outputs.reference).toMatch(
    /^@Microsoft\.KeyVault\(SecretUri=https:\/\/[^/]+\.vault\.azure\.net\/secrets\/jwt-secret\)$/,
  );
  expect(secretOutputs).toEqual([]);
});

test("who uses a reference waits for its secret", async () => {
  const { named, dependenciesOf } = await record();
  expect(dependenciesOf(named("user-identity"))).toContain("vault-jwt-secret");
});

test("what an application waits for is its roles and the endpoint", async () => {
  const { outputs } = await record({ privateNetwork });
  expect(outputs.ready).toEqual([
    expect.stringMatching(/::vault-reader-site$/),
    expect.stringMatching(/::vault-reader-slot$/),
    expect.stringMatching(/::vault-endpoint-dns$/),
  ]);
});

test("an expiry that is no date is refused", async () => {
  await expect(record({ secretExpiry: "next year" })).rejects.toThrow(
    'secretExpiry: is no ISO date, got "next year"; use for example 2028-01-31',
  );
});

function record(change: Partial<VaultArgs> = {}, protectData = false) {
  return recordAzure(
    (scope) => {
      const vault = new Vault("vault", { ...args, ...change, scope });
      const reference = vault.reference("jwt-secret");
      new AppIdentity("user", {
        scope: { ...scope, resourceGroupName: reference },
        role: "site",
      });
      return { reference, ready: vault.rolesReady.map(({ urn }) => urn) };
    },
    { protectData },
  );
}
