import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { AppIdentity } from "../../../../components/azure/identity.ts";
import { ResourceGroup } from "../../../../components/azure/resource-group.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

test("a group has its name, place and tags (112, 113)", async () => {
  const { named } = await record({ isLocked: false });
  expect(named("group-group")).toMatchObject({
    type: "azure-native:resources:ResourceGroup",
    parent: named("group").urn,
    inputs: { resourceGroupName: "rg-copilot-test", location: "westeurope", tags },
    isProtected: false,
  });
});

test("a group that is not locked has no lock", async () => {
  const { ofType } = await record({ isLocked: false });
  expect(ofType("ManagementLockByScope")).toEqual([]);
});

test("a locked group can be deleted neither by Azure nor by the engine (115)", async () => {
  const { named } = await record({ isLocked: true });
  expect(named("group-group").isProtected).toBe(true);
  const lock = named("group-lock");
  expect(lock).toMatchObject({
    isProtected: true,
    type: "azure-native:authorization:ManagementLockByScope",
    parent: named("group").urn,
  });
  expect(lock.inputs).toEqual({
    lockName: "lock-copilot-test",
    level: "CanNotDelete",
    notes: "Holds the chats of the team. Take this lock away before anything is deleted.",
    scope: "group-group-id",
  });
});

test("the lock comes after everything in the group, so that it is deleted first", async () => {
  const { named, dependenciesOf } = await record({ isLocked: true });
  expect(dependenciesOf(named("group-lock"))).toEqual(["group-group", "site-identity"]);
});

function record({ isLocked }: { isLocked: boolean }) {
  return recordAzure((scope) => {
    const { names, location } = scope;
    const group = new ResourceGroup("group", { names, location, tags: scope.tags, isLocked });
    const resourceGroupName = pulumi.output("rg-copilot-test");
    const identity = new AppIdentity("site", {
      scope: { ...scope, resourceGroupName },
      role: "site",
    });
    group.lockAfter([identity]);
    return undefined;
  });
}
