import { expect, test } from "vitest";
import { privateEndpoint } from "../../../../components/azure/private-endpoint.ts";
import { privateNetwork, recordAzure, tags } from "../../../support/azure.ts";

test.each([
  ["vault", "vault", "/zones/vault"],
  ["storage", "blob", "/zones/blob"],
] as const)(
  "an endpoint of %s reaches its part and is published (65, 83, 111)",
  async (target, groupId, zone) => {
    const { named } = await recordAzure((scope) => {
      privateEndpoint("endpoint", { scope, target, targetId: "/target", privateNetwork }, {});
      return undefined;
    });
    expect(named("endpoint").inputs).toMatchObject({
      privateEndpointName: `pep-copilot-test-${target}`,
      resourceGroupName: "rg-copilot-test",
      location: "westeurope",
      tags,
      subnet: { id: "/subnets/endpoints" },
      privateLinkServiceConnections: [
        { name: target, privateLinkServiceId: "/target", groupIds: [groupId] },
      ],
    });
    expect(named("endpoint-dns").inputs).toMatchObject({
      privateDnsZoneGroupName: "default",
      resourceGroupName: "rg-copilot-test",
      privateDnsZoneConfigs: [{ name: target, privateDnsZoneId: zone }],
    });
    expect(named("endpoint-dns").dependencies).toEqual([named("endpoint").urn]);
  },
);

test("what it answers is the published address", async () => {
  const { outputs } = await recordAzure((scope) => {
    const args = { scope, target: "vault" as const, targetId: "/target", privateNetwork };
    return { urn: privateEndpoint("endpoint", args, {}).urn };
  });
  expect(outputs.urn).toMatch(/::endpoint-dns$/);
});
