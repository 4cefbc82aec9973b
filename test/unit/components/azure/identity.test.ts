import { expect, test } from "vitest";
import { AppIdentity } from "../../../../components/azure/identity.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

test("site and slot have an identity each", async () => {
  const { named, outputs } = await recordAzure((scope) => ({
    siteId: new AppIdentity("site", { scope, role: "site" }).id,
    slotId: new AppIdentity("slot", { scope, role: "slot" }).id,
  }));
  for (const role of ["site", "slot"]) {
    const identity = named(`${role}-identity`);
    expect(identity).toMatchObject({
      type: "azure-native:managedidentity:UserAssignedIdentity",
      parent: named(role).urn,
    });
    expect(identity.inputs).toEqual({
      resourceName: `id-copilot-test-${role}`,
      resourceGroupName: "rg-copilot-test",
      location: "westeurope",
      tags,
    });
  }
  expect(outputs).toEqual({ siteId: "site-identity-id", slotId: "slot-identity-id" });
});
