import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import { expect, test } from "vitest";
import { grantAccess, type IpRange } from "../../../../components/azure/database-access.ts";
import { recordAzure } from "../../../support/azure.ts";

const place = { serverName: "psql", resourceGroupName: "rg" };
const office = { name: "office", first: "203.0.113.4", last: "203.0.113.7" };

test("people administer the server with an Entra login (38)", async () => {
  const { named, dependenciesOf } = await record([]);
  expect(named("database-administrator").type).toBe(
    "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
  );
  expect(named("database-administrator").inputs).toEqual({
    ...place,
    objectId: "object",
    principalName: "team",
    principalType: "Group",
    tenantId: "tenant",
  });
  expect(dependenciesOf(named("database-administrator"))).toEqual(["before"]);
});

test("each range of addresses is a firewall rule, made before the administrator", async () => {
  const { named, dependenciesOf } = await record([office]);
  expect(named("database-allow-office").inputs).toEqual({
    ...place,
    firewallRuleName: "office",
    startIpAddress: "203.0.113.4",
    endIpAddress: "203.0.113.7",
  });
  expect(dependenciesOf(named("database-allow-office"))).toEqual(["before"]);
  expect(dependenciesOf(named("database-administrator"))).toEqual(["database-allow-office"]);
});

test("nobody else is let in (42)", async () => {
  const { ofType } = await record([]);
  expect(ofType("FirewallRule")).toEqual([]);
});

test("a site outside a network is let in with all of Azure, before people", async () => {
  const { named, dependenciesOf } = await record([office], true);
  expect(named("database-allow-azure-services").inputs).toEqual({
    ...place,
    firewallRuleName: "azure-services",
    startIpAddress: "0.0.0.0",
    endIpAddress: "0.0.0.0",
  });
  expect(dependenciesOf(named("database-allow-office"))).toEqual(["database-allow-azure-services"]);
});

function record(allowedIpRanges: IpRange[], allowsAzureServices = false) {
  return recordAzure(() => {
    const before = new managedidentity.UserAssignedIdentity("before", { resourceGroupName: "rg" });
    const entraAdministrator = { objectId: "object", name: "team", type: "Group" } as const;
    const access = {
      tenantId: "tenant",
      entraAdministrator,
      allowsAzureServices,
      allowedIpRanges,
    };
    grantAccess("database", place, access, before, {});
    return undefined;
  });
}
