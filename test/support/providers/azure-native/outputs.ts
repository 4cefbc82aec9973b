import { createHash } from "node:crypto";
import { unwrap } from "../../../../providers/process/secrets.ts";
import type { Wire } from "../wire.ts";
import { azureType, client } from "./ids.ts";

/** Environment variable with the address of a server that stands in for every account's blobs. */
export const blobEndpointVariable = "STAND_IN_BLOB_ENDPOINT";

const blobEndpoint = process.env[blobEndpointVariable];

/** What Azure adds to a resource's inputs; the same resource has the same values in every run. */
export function computedOutputs(token: string, id: string, inputs: Wire): Wire {
  const name = id.split("/").at(-1) ?? "";
  const plain = unwrap(inputs) as Wire;
  const facts = { id, name, location: String(plain.location), plain };
  return {
    name,
    type: azureType(id),
    ...outputsByType[token.replace(/^azure-native:/, "")]?.(facts),
    ...systemIdentity(facts),
  };
}

interface Facts {
  id: string;
  name: string;
  location: string;
  plain: Wire;
}

const outputsByType: Record<string, (facts: Facts) => Wire> = {
  "resources:ResourceGroup": () => ({ properties: { provisioningState: "Succeeded" } }),
  "managedidentity:UserAssignedIdentity": ({ id }) => ({
    principalId: uuid(id, "principal"),
    clientId: uuid(id, "client"),
    tenantId: client.tenantId,
  }),
  "dbforpostgresql:Server": ({ name }) => ({
    fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
    state: "Ready",
  }),
  "storage:StorageAccount": ({ name, location }) => ({
    primaryEndpoints: Object.fromEntries(
      ["blob", "dfs", "file", "queue", "table", "web"].map((service) => [
        service,
        blobEndpoint && service === "blob"
          ? `${blobEndpoint}${name}/`
          : `https://${name}.${service}.core.windows.net/`,
      ]),
    ),
    primaryLocation: location,
  }),
  "keyvault:Vault": ({ name }) => ({
    properties: { vaultUri: `https://${name}.vault.azure.net/` },
  }),
  "keyvault:Secret": ({ id, name, plain }) => {
    const secretUri = `https://${plain.vaultName}.vault.azure.net/secrets/${name}`;
    const version = digest(id, "version").slice(0, 32);
    return { properties: { secretUri, secretUriWithVersion: `${secretUri}/${version}` } };
  },
  "web:WebApp": ({ name }) => ({ ...hostNames(name), state: "Running" }),
  "web:WebAppSlot": ({ name, plain }) => ({
    ...hostNames(`${plain.name}-${name}`),
    name: `${plain.name}/${name}`,
    state: "Running",
  }),
  "web:StaticSite": ({ id }) => ({
    defaultHostname: `stand-in-${digest(id, "host").slice(0, 9)}.azurestaticapps.net`,
  }),
  "operationalinsights:Workspace": ({ id }) => ({ customerId: uuid(id, "customer") }),
  "applicationinsights:Component": ({ id, location }) => {
    const instrumentationKey = uuid(id, "instrumentation");
    const appId = uuid(id, "application");
    const connectionString = [
      `InstrumentationKey=${instrumentationKey}`,
      `IngestionEndpoint=https://${location}-0.in.applicationinsights.azure.com/`,
      `LiveEndpoint=https://${location}.livediagnostics.monitor.azure.com/`,
      `ApplicationId=${appId}`,
    ].join(";");
    return { appId, instrumentationKey, connectionString };
  },
};

function hostNames(label: string) {
  const defaultHostName = `${label}.azurewebsites.net`;
  return { defaultHostName, hostNames: [defaultHostName], outboundIpAddresses: "192.0.2.10" };
}

/** A system-assigned identity is born with its resource. */
function systemIdentity({ id, plain }: Facts): Wire {
  const { type } = (plain.identity ?? {}) as { type?: string };
  if (!type?.includes("SystemAssigned")) return {};
  return { identity: { principalId: uuid(id, "principal"), tenantId: client.tenantId } };
}

function uuid(id: string, use: string): string {
  const hex = digest(id, use);
  const variant = `8${hex.slice(17, 20)}`;
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant,
    hex.slice(20, 32),
  ].join("-");
}

function digest(id: string, use: string): string {
  return createHash("sha256").update(`${use}\0${id.toLowerCase()}`).digest("hex");
}
