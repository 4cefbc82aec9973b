import type { Meter, Prices } from "../../../../plan/cost/prices.ts";
import type { Usage } from "../../../../plan/cost/usage.ts";
import type { RecordedResource, ResourceGraph } from "../../../../plan/graph.ts";

const meter: Meter = {
  serviceName: "Service",
  productName: "Product",
  skuName: "SKU",
  meterName: "Meter",
  armRegionName: "westeurope",
  unit: "1 Hour",
  priceUsd: 1,
  freeUnits: 0,
  source: "example",
  readOn: "2026-11-01",
  confidence: "read",
};

/** A table with round prices, for figures that a reader can check without a pen. */
export function examplePrices(meters: Record<string, Partial<Meter>>): Prices {
  return {
    note: "An example.",
    date: "2026-11-01",
    region: "westeurope",
    currency: "USD",
    sources: { example: "made up" },
    meters: Object.fromEntries(
      Object.entries(meters).map(([id, facts]) => [id, { ...meter, ...facts }]),
    ),
  };
}

export const exampleUsage: Usage = {
  databaseBackupGb: 50,
  blobs: { "storage-account": { storedGb: 100, writes: 30_000, reads: 70_000 } },
  vaultOperations: 40_000,
  logGbPerDay: 2,
  outboundGb: 10,
  privateEndpointGb: 5,
  dnsQueries: 3_000_000,
};

export function resource(
  type: string,
  inputs: Record<string, unknown>,
  name = "thing",
  parent = "group",
): RecordedResource {
  return {
    urn: `urn:pulumi:dev::copilot::${type}::${name}`,
    type,
    name,
    parent: `urn:pulumi:dev::copilot::copilot:azure:Any::${parent}`,
    isComponent: false,
    inputs,
    secretInputs: [],
    dependencies: [],
    isProtected: false,
  };
}

/** A stack of tier dev that holds these resources beside its group and a budget of 100. */
export function exampleGraph(resources: RecordedResource[]): ResourceGraph {
  return {
    stack: "dev",
    resources: [
      resource("azure-native:resources:ResourceGroup", { location: "westeurope" }, "group"),
      resource("azure-native:consumption:Budget", { amount: 100 }, "budget"),
      ...resources,
    ],
    outputs: { tier: "dev" },
    secretOutputs: [],
  };
}
