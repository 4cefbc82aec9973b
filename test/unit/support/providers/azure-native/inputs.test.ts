import { join } from "node:path";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, test } from "vitest";
import { openCloud } from "../../../../support/providers/azure-native/cloud.ts";
import { azureNative } from "../../../../support/providers/azure-native/provider.ts";
import type { Wire } from "../../../../support/providers/wire.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const accountToken = "azure-native:storage:StorageAccount";
const vaultToken = "azure-native:keyvault:Vault";
const serverToken = "azure-native:dbforpostgresql:Server";
const roleToken = "azure-native:authorization:RoleAssignment";
const group = { resourceGroupName: "rg-test", location: "westeurope" };
const account = { ...group, accountName: "sttest", kind: "StorageV2", sku: { name: "LRS" } };

describe("the inputs", () => {
  test("of a declared type are taken with every property that its class declares", () => {
    expect(failuresOf(accountToken, account)).toEqual([]);
  });

  test("of an unknown type, or of one whose place in Azure is unknown, are refused", () => {
    const typo = "azure-native:storage:StorageAcount";
    const reason = `${typo} is no resource type of the installed SDK`;
    expect(failuresOf(typo, {})).toEqual([{ property: "", reason }]);
    expect(failuresOf("azure-native:nosuch:Thing", {})).toHaveLength(1);
    expect(
      failuresOf("azure-native:storage:Queue", { ...account, queueName: "q" })[0]?.reason,
    ).toBe("is not an input of azure-native:storage:Queue");
    const queue = { resourceGroupName: "rg", accountName: "st", queueName: "q" };
    expect(failuresOf("azure-native:storage:Queue", queue)[0]?.reason).toContain(
      "add it to ids.ts",
    );
  });

  test("are refused with a property that the class lacks, and without one that it requires", () => {
    const { sku: _, ...missing } = account;
    expect(failuresOf(accountToken, { ...missing, skuName: "LRS" })).toEqual([
      { property: "skuName", reason: `is not an input of ${accountToken}` },
      { property: "sku", reason: `is required by ${accountToken}` },
    ]);
  });

  test.each([
    [vaultToken, "vaultName", "kv-a--b", "kv-a-b"],
    [vaultToken, "vaultName", "1kv", "kv1"],
    [vaultToken, "vaultName", "k".repeat(25), "k".repeat(24)],
    [accountToken, "accountName", "st-dash", "stdash"],
    [accountToken, "accountName", "stUpper", "stupper"],
    [serverToken, "serverName", "psql_test", "psql-test"],
    ["azure-native:web:WebApp", "name", "-app", "app"],
    ["azure-native:web:WebApp", "name", "a".repeat(61), "a".repeat(60)],
    [roleToken, "roleAssignmentName", "reader", "00000000-0000-4000-8000-0000000000aa"],
  ])("of %s are refused with the %s %s and not with %s", (token, property, wrong, right) => {
    const about = (name: string) =>
      failuresOf(token, { [property]: name }).filter(({ reason }) => reason.includes("no name"));
    expect(about(wrong)).toEqual([expect.objectContaining({ property })]);
    expect(about(right)).toEqual([]);
    expect(about(unknownValue)).toEqual([]);
  });

  test.each([
    "https://undefined/",
    "[object Object]",
    "Calling [toString] on an [Output<T>] is not supported.",
  ])("are refused with a text that was made of a value that is not there: %s", (text) => {
    const inputs = { ...account, tags: { nested: [text] } };
    expect(failuresOf(accountToken, inputs)).toEqual([
      { property: "tags", reason: "was made of a value that is not there" },
    ]);
  });

  test("without a name get one that the next check keeps, a GUID where Azure wants one", () => {
    const standIn = newStandIn();
    const { inputs } = standIn.check(accountToken, "logical", {}, group);
    expect(inputs.accountName).toMatch(/^logical[0-9a-f]{8}$/);
    expect(standIn.check(accountToken, "logical", inputs, group).inputs).toEqual(inputs);
    const role = standIn.check(roleToken, "role", {}, {}).inputs;
    expect(role.roleAssignmentName).toMatch(/^[0-9a-f-]{36}$/);
  });
});

function failuresOf(token: string, inputs: Wire) {
  return newStandIn().check(token, "thing", {}, inputs).failures;
}

function newStandIn() {
  return azureNative(openCloud(join(temporaryFolder(), "azure.json")));
}
