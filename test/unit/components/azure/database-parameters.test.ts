import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import { expect, test } from "vitest";
import { setParameters } from "../../../../components/azure/database-parameters.ts";
import { recordAzure } from "../../../support/azure.ts";

const place = { serverName: "psql", resourceGroupName: "rg" };

test("the server refuses plain connections, logs them all and knows vectors (45 to 51)", async () => {
  const { ofType } = await record();
  const values = ofType("dbforpostgresql:Configuration").map(({ inputs }) => inputs);
  const set = (configurationName: string, value: string) => ({
    ...place,
    configurationName,
    value,
    source: "user-override",
  });
  expect(values).toHaveLength(8);
  expect(values).toEqual(
    expect.arrayContaining([
      set("require_secure_transport", "on"),
      set("ssl_min_protocol_version", "TLSv1.2"),
      set("log_checkpoints", "on"),
      set("log_connections", "on"),
      set("log_disconnections", "on"),
      set("connection_throttle.enable", "on"),
      set("logfiles.retention_days", "7"),
      set("azure.extensions", "VECTOR"),
    ]),
  );
});

test("the first waits for what came before, each other for the one before it", async () => {
  const { ofType, dependenciesOf } = await record();
  const waits = ofType("dbforpostgresql:Configuration").map(dependenciesOf);
  expect(waits.every(({ length }) => length === 1)).toBe(true);
  expect(new Set(waits.flat()).size).toBe(8);
  expect(waits.flat()).toContain("before");
});

function record() {
  return recordAzure(() => {
    const before = new managedidentity.UserAssignedIdentity("before", { resourceGroupName: "rg" });
    setParameters("database", place, before, {});
    return undefined;
  });
}
