import { expect, test } from "vitest";
import { Releases, type ReleasesArgs } from "../../../../components/azure/releases.ts";
import { recordAzure } from "../../../support/azure.ts";

const args: Omit<ReleasesArgs, "scope"> = {
  replication: "ZRS",
  readers: [{ name: "site", principalId: "principal-1" }],
};

test("packages have an account of their own, reachable by the workflow but by Entra logins only (58, 60)", async () => {
  const { named } = await record();
  expect(named("releases-account").parent).toBe(named("releases").urn);
  expect(named("releases-account").inputs).toMatchObject({
    accountName: expect.stringMatching(/^stcopilottestcode[a-z0-9]*$/),
    sku: { name: "Standard_ZRS" },
    publicNetworkAccess: "Enabled",
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
  });
  expect(named("releases-container").inputs).toMatchObject({
    containerName: "releases",
    publicAccess: "None",
  });
});

test("deleted packages stay recoverable, and none has versions", async () => {
  const { named, dependenciesOf } = await record();
  expect(named("releases-blobs").inputs).toMatchObject({
    deleteRetentionPolicy: { enabled: true },
    isVersioningEnabled: false,
    cors: { corsRules: [] },
  });
  expect(dependenciesOf(named("releases-container"))).toContain("releases-blobs");
});

test("sites may read packages and nothing else", async () => {
  const { ofType } = await record();
  const [reader, ...others] = ofType("RoleAssignment");
  expect(others).toEqual([]);
  expect(reader).toMatchObject({
    name: "releases-reader-site",
    inputs: {
      principalId: "principal-1",
      scope: "releases-container-id",
      roleDefinitionId: expect.stringMatching(/\/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1$/),
    },
  });
});

test("the workflow may write them", async () => {
  const { named, outputs } = await record({ uploaderPrincipalId: "workflow-principal" });
  expect(named("releases-uploader-workflow").inputs).toMatchObject({
    principalId: "workflow-principal",
    scope: "releases-container-id",
    roleDefinitionId: expect.stringMatching(/\/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/),
  });
  expect(outputs.ready).toEqual([
    expect.stringMatching(/::releases-reader-site$/),
    expect.stringMatching(/::releases-uploader-workflow$/),
  ]);
});

test("packages are below the container's URL", async () => {
  const { outputs } = await record();
  expect(outputs.containerUrl).toMatch(
    /^https:\/\/stcopilottestcode[a-z0-9]*\.blob\.core\.windows\.net\/releases$/,
  );
});

function record(change: Partial<ReleasesArgs> = {}) {
  return recordAzure((scope) => {
    const { containerUrl, rolesReady } = new Releases("releases", { ...args, ...change, scope });
    return { containerUrl, ready: rolesReady.map(({ urn }) => urn) };
  });
}
