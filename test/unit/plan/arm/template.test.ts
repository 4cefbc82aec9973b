import { describe, expect, it } from "vitest";
import { armTemplate } from "../../../../plan/arm/template.ts";
import { component, graphOf, resource } from "../example-graph.ts";

describe("armTemplate", () => {
  const group = resource(
    "group",
    { resourceGroupName: "rg", location: "west" },
    { type: "azure-native:resources:ResourceGroup" },
  );
  const vault = resource(
    "my-vault",
    { vaultName: "kv", resourceGroupName: "rg", properties: { sku: { name: "standard" } } },
    { type: "azure-native:keyvault:Vault", dependencies: [group.urn] },
  );
  const one = (inputs: Record<string, unknown>, others: Parameters<typeof resource>[2]) =>
    armTemplate(graphOf([group, vault, resource("one", inputs, others)])).resources[1];

  it("writes ids as expressions, whatever stands around them", () => {
    const written = one(
      {
        name: "app",
        resourceGroupName: "rg",
        whole: "my-vault-id",
        within: "a'b my-vault-id/secrets",
        other: "not-my-vault-id",
        bracket: "[1]",
        open: "[1",
        group: "group-id",
      },
      {},
    );
    expect(written).toMatchObject({
      type: "Microsoft.Web/sites",
      name: "app",
      properties: {
        whole: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
        within: "[concat('a''b ', resourceId('Microsoft.KeyVault/vaults', 'kv'), '/secrets')]",
        other: "not-my-vault-id",
        bracket: "[[1]",
        open: "[1",
        group: "[resourceGroup().id]",
      },
    });
  });

  it("makes parameters of secrets, also of those that nobody marked", () => {
    const graph = graphOf([
      resource(
        "app",
        { name: "app", resourceGroupName: "rg", key: "hunter2-hunter2", url: "x:hunter2-hunter2" },
        { secretInputs: ["key"] },
      ),
    ]);
    const { parameters, resources } = armTemplate(graph);
    expect(parameters).toEqual({
      app_key: { type: "securestring" },
      app_url: { type: "securestring" },
    });
    expect(resources[0]?.properties).toEqual({
      key: "[parameters('app_key')]",
      url: "[parameters('app_url')]",
    });
  });

  it("gives what extends another resource its scope, and names it by what it is", () => {
    const type = { type: "azure-native:authorization:RoleAssignment" };
    const inputs = {
      roleAssignmentName: "4444",
      scope: "my-vault-id",
      roleDefinitionId: "my-vault-id/providers/Microsoft.Authorization/roleDefinitions/46",
    };
    expect(one(inputs, type)).toEqual({
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: expect.any(String),
      name: "[guid(resourceGroup().id, 'one')]",
      comments: "one",
      scope: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
      properties: {
        roleDefinitionId:
          "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '46')]",
      },
    });
    const lock = { type: "azure-native:authorization:ManagementLockByScope" };
    expect(one({ lockName: "lock", scope: "group-id" }, lock)).not.toHaveProperty("scope");
  });

  it("waits through what is left out for what is not", () => {
    const random = resource(
      "random",
      {},
      { type: "random:index/randomUuid:RandomUuid", dependencies: [vault.urn] },
    );
    const site = resource(
      "site",
      { name: "app", resourceGroupName: "rg" },
      { dependencies: [random.urn, group.urn] },
    );
    const { resources, metadata } = armTemplate(graphOf([group, vault, random, site]));
    expect(resources[1]?.dependsOn).toEqual(["[resourceId('Microsoft.KeyVault/vaults', 'kv')]"]);
    expect(metadata.leftOut).toEqual([
      { name: "random", type: "random:index/randomUuid:RandomUuid" },
    ]);
  });

  it("nests what the SDK has flattened and makes keys of identities", () => {
    const network = one(
      {
        virtualNetworkName: "vnet",
        resourceGroupName: "rg",
        subnets: [{ name: "s", addressPrefix: "a" }],
      },
      { type: "azure-native:network:VirtualNetwork" },
    );
    expect(network?.properties).toEqual({
      subnets: [{ name: "s", properties: { addressPrefix: "a" } }],
    });
    const site = one(
      {
        name: "app",
        resourceGroupName: "rg",
        identity: { userAssignedIdentities: ["my-vault-id"] },
      },
      {},
    );
    expect(site?.identity).toEqual({
      userAssignedIdentities: { "[resourceId('Microsoft.KeyVault/vaults', 'kv')]": {} },
    });
  });

  it("names properties as the resource manager does, within others too", () => {
    const type = (name: string) => ({ type: `azure-native:${name}` });
    const test = one(
      {
        webTestName: "t",
        resourceGroupName: "rg",
        locations: [{ location: "emea" }],
        request: { requestUrl: "https://a" },
      },
      type("applicationinsights:WebTest"),
    );
    expect(test?.properties).toEqual({
      Name: "t",
      Locations: [{ Id: "emea" }],
      Request: { RequestUrl: "https://a" },
    });
    const secret = one(
      {
        vaultName: "kv",
        secretName: "s",
        resourceGroupName: "rg",
        properties: { attributes: { expires: 1 } },
      },
      type("keyvault:Secret"),
    );
    expect(secret).toMatchObject({ name: "kv/s", properties: { attributes: { exp: 1 } } });
    const workspace = one(
      { workspaceName: "log", resourceGroupName: "rg", sku: { name: "PerGB2018" } },
      type("operationalinsights:Workspace"),
    );
    expect(workspace?.properties).toEqual({ sku: { name: "PerGB2018" } });
  });

  it("refuses a type that it cannot name", () => {
    const moon = resource("moon", {}, { type: "azure-native:web:Moon" });
    expect(() => armTemplate(graphOf([component("c"), moon]))).toThrow(
      "azure-native:web:Moon: has no name in the resource manager; add it to azure-types.ts",
    );
  });
});
