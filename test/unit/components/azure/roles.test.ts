import { expect, test } from "vitest";
import { grantRole } from "../../../../components/azure/roles.ts";
import { recordAzure } from "../../../support/azure.ts";

const vaultId =
  "/subscriptions/5ub/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-copilot";

test("a grant names the whole role, the kind of principal and one resource (89, traps 4 and 5)", async () => {
  const { named } = await record();
  const { inputs, type } = named("reader-site");
  expect(type).toBe("azure-native:authorization:RoleAssignment");
  expect(inputs).toMatchObject({
    roleDefinitionId:
      "/subscriptions/5ub/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
    principalId: "principal-1",
    principalType: "ServicePrincipal",
    scope: vaultId,
  });
});

test("its name is a UUID that is renewed with principal, role or resource", async () => {
  const { named, dependenciesOf } = await record();
  expect(named("reader-site-uuid")).toMatchObject({
    type: "random:index/randomUuid:RandomUuid",
    inputs: {
      keepers: { role: "keyVaultSecretsUser", principalId: "principal-1", resourceId: vaultId },
    },
  });
  expect(dependenciesOf(named("reader-site"))).toEqual(["reader-site-uuid"]);
});

test("each grantee has an assignment of its own", async () => {
  const { ofType, named } = await record();
  expect(ofType("RoleAssignment").map(({ name }) => name)).toEqual(["reader-site", "reader-slot"]);
  expect(named("reader-slot").inputs.principalId).toBe("principal-2");
});

function record() {
  return recordAzure(() => {
    grantRole(
      "reader",
      {
        role: "keyVaultSecretsUser",
        resourceId: vaultId,
        grantees: [
          { name: "site", principalId: "principal-1" },
          { name: "slot", principalId: "principal-2" },
        ],
      },
      {},
    );
    return undefined;
  });
}
