import { expect, test } from "vitest";
import { Releases, type ReleasesArgs } from "../../../../components/azure/releases.ts";
import { recordAzure } from "../../../support/azure.ts";

const args: Omit<ReleasesArgs, "scope"> = {
  replication: "ZRS",
  readers: [{ name: "site", principalId: "principal-1" }],
  uploader: { principalId: "deployer-1", principalType: "Group" },
  packageName: "chat-app-0123456789ab.zip",
  uploadCommand: "upload",
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

test("sites may read packages, whoever deploys may write them, and nobody may more", async () => {
  const { ofType, outputs } = await record();
  expect(ofType("RoleAssignment").map(({ name, inputs }) => ({ name, ...inputs }))).toMatchObject([
    {
      name: "releases-reader-site",
      principalId: "principal-1",
      principalType: "ServicePrincipal",
      scope: "releases-container-id",
      roleDefinitionId: expect.stringMatching(/\/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1$/),
    },
    {
      name: "releases-uploader-deployer",
      principalId: "deployer-1",
      principalType: "Group",
      scope: "releases-container-id",
      roleDefinitionId: expect.stringMatching(/\/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/),
    },
  ]);
  expect(outputs.ready).toEqual([expect.stringMatching(/::releases-reader-site$/)]);
});

test("the package is uploaded once under its name, after the right to do so", async () => {
  const { named, dependenciesOf, outputs } = await record();
  const { inputs, type } = named("releases-upload");
  const url = `${outputs.containerUrl}/chat-app-0123456789ab.zip`;
  expect(type).toBe("command:local:Command");
  expect(inputs).toEqual({
    create: 'upload "$PACKAGE_URL"',
    environment: { PACKAGE_URL: url },
    triggers: [url],
  });
  expect(dependenciesOf(named("releases-upload"))).toContain("releases-uploader-deployer");
  expect(outputs.packageUrl).toBe(url);
});

test("packages are below the container's URL", async () => {
  const { outputs } = await record();
  expect(outputs.containerUrl).toMatch(
    /^https:\/\/stcopilottestcode[a-z0-9]*\.blob\.core\.windows\.net\/releases$/,
  );
});

function record() {
  return recordAzure((scope) => {
    const { containerUrl, packageUrl, rolesReady } = new Releases("releases", { ...args, scope });
    return { containerUrl, packageUrl, ready: rolesReady.map(({ urn }) => urn) };
  });
}
