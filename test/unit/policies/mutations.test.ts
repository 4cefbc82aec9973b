import { describe, expect, it } from "vitest";
import type { RecordedResource, ResourceGraph } from "../../../plan/graph.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { policies } from "../../../policies/policies.ts";
import { valueAt } from "../../../policies/property-path.ts";
import { waivers } from "../../../policies/waivers.ts";
import { examples } from "./examples/examples.ts";

const prod = await recordPlatform("prod");
const platform = { tier: "prod", network: "private" } as const;
/** Before any waiver can expire: what is shown here is not a matter of time. */
const today = "2026-11-21";

/** Policies that find something, once each. */
function failing(graph: ResourceGraph): string[] {
  const { findings } = evaluate(graph, platform, policies, waivers, today);
  const ids = findings.map(({ policy }) => policy).filter((id) => !id.startsWith("waiver-"));
  return [...new Set(ids)];
}

/** Both may be left out: Azure has them right by itself. */
const mayBeUnset = ["azure-site-no-remote-debugging", "azure-vault-purge-protection-unset"];

/** What else a property is read for. */
const readForMore: Record<string, string[]> = {
  "azure-native:dbforpostgresql:Server serverName": [
    "azure-database-entra-administrator",
    "azure-database-tls",
    "azure-database-minimum-tls",
    "azure-database-log-checkpoints",
    "azure-database-log-connections",
    "azure-database-log-disconnections",
    "azure-database-connection-throttle",
    "azure-database-log-days",
    "azure-resource-name-prefix",
  ],
  "azure-native:keyvault:Vault vaultName": ["azure-resource-name-prefix"],
  "azure-native:storage:StorageAccount accountName": [
    "azure-storage-soft-delete",
    "azure-storage-container-soft-delete",
    "azure-storage-versions",
    "azure-resource-name-prefix",
  ],
  "azure-native:network:VirtualNetwork subnets[0].name": ["azure-subnet-of-site"],
  "azure-native:web:AppServicePlan sku.tier": ["azure-slot-plan-sku"],
  "azure-native:web:WebApp kind": ["azure-slot-kind"],
  "azure-native:web:WebAppSlot kind": ["azure-slot-kind"],
  "azure-native:web:WebApp virtualNetworkSubnetId": ["azure-subnet-of-site"],
  "azure-native:web:WebAppSlot virtualNetworkSubnetId": ["azure-subnet-of-site"],
};

const { passed } = evaluate(prod, platform, policies, waivers, today);

/** Policies that read a property by which prod passes them. */
const readings = examples
  .filter(({ policy, isOfProperty }) => isOfProperty && passed.includes(policy))
  .filter(({ policy }) => !mayBeUnset.includes(policy));

/** Every such property of every resource, with all policies that read it. */
const properties = prod.resources.flatMap((resource) => {
  const own = readings.filter(
    ({ policy, path }) => judges(policy, resource) && valueAt(resource.inputs, path) !== undefined,
  );
  return [...new Set(own.map(({ path }) => path))].map((path) => ({
    resource,
    path,
    name: resource.name,
    readers: new Set([
      ...own.filter((reading) => reading.path === path).map(({ policy }) => policy),
      ...(readForMore[`${resource.type} ${path}`] ?? []),
    ]),
  }));
});

function judges(policyId: string, { type }: RecordedResource): boolean {
  return policies.some(({ id, resourceTypes }) => id === policyId && resourceTypes.includes(type));
}

describe("the platform in prod without one property", () => {
  it("is tried for every policy that reads one property of what is there", () => {
    const tried = new Set(properties.flatMap(({ readers }) => [...readers]));
    expect(readings.map(({ policy }) => policy).filter((id) => !tried.has(id))).toEqual([
      "azure-slot-no-auto-swap",
      "azure-vault-no-access-policies",
      "azure-static-site-no-token",
    ]);
    expect(properties.length).toBeGreaterThan(100);
  });

  it.each(properties)(
    "$path of $name fails exactly who reads it",
    ({ resource, path, readers }) => {
      const graph = replaced(resource, { ...resource, inputs: without(resource.inputs, path) });
      expect(failing(graph).toSorted()).toEqual([...readers].toSorted());
    },
  );
});

/** Who fails once the resource of that name is gone; for one that is not here nobody does. */
const needed: Record<string, string[]> = {
  "backend-ftp": ["azure-site-no-ftp-publishing"],
  "backend-plan": ["azure-slot-plan-sku"],
  "backend-scm": ["azure-site-no-scm-publishing"],
  "backend-site": ["azure-slot-kind", "azure-slot-sticky-settings"],
  "backend-slot-ftp": ["azure-slot-no-ftp-publishing"],
  "backend-slot-scm": ["azure-slot-no-scm-publishing"],
  "backend-slot-sticky-settings": ["azure-slot-sticky-settings"],
  "database-administrator": ["azure-database-entra-administrator"],
  "database-connection-throttle-enable": ["azure-database-connection-throttle"],
  "database-log-checkpoints": ["azure-database-log-checkpoints"],
  "database-log-connections": ["azure-database-log-connections"],
  "database-log-disconnections": ["azure-database-log-disconnections"],
  "database-logfiles-retention-days": ["azure-database-log-days"],
  "database-require-secure-transport": ["azure-database-tls"],
  "database-ssl-min-protocol-version": ["azure-database-minimum-tls"],
  "diagnostics-blobs": ["azure-diagnostics-blobs"],
  "diagnostics-packages": ["azure-diagnostics-blobs"],
  "diagnostics-database": ["azure-diagnostics"],
  "diagnostics-site": ["azure-diagnostics"],
  "diagnostics-slot": ["azure-diagnostics"],
  "diagnostics-vault": ["azure-vault-logs"],
  "group-lock": ["azure-group-lock"],
  "network-blob-zone-link": ["azure-private-zone-link"],
  "network-database-zone-link": ["azure-private-zone-link"],
  "network-vault-zone-link": ["azure-private-zone-link"],
  "network-virtual-network": [
    "azure-subnet-of-database",
    "azure-subnet-of-database-size",
    "azure-subnet-of-site",
  ],
  "releases-blobs": [
    "azure-storage-soft-delete",
    "azure-storage-container-soft-delete",
    "azure-storage-versions",
  ],
  "storage-blobs": [
    "azure-storage-soft-delete",
    "azure-storage-container-soft-delete",
    "azure-storage-versions",
  ],
  "storage-endpoint": ["azure-storage-private-endpoint"],
  "storage-endpoint-dns": ["azure-private-endpoint-dns"],
  "vault-endpoint": ["azure-vault-private-endpoint"],
  "vault-endpoint-dns": ["azure-private-endpoint-dns"],
};

describe("the platform in prod without one resource", () => {
  it("fails exactly who needs it", () => {
    const found = prod.resources.map((resource) => [
      resource.name,
      failing({ ...prod, resources: prod.resources.filter((other) => other !== resource) }),
    ]);
    expect(Object.fromEntries(found.filter(([, ids]) => ids?.length))).toEqual(needed);
  });
});

function replaced(before: RecordedResource, after: RecordedResource): ResourceGraph {
  return {
    ...prod,
    resources: prod.resources.map((resource) => (resource === before ? after : resource)),
  };
}

/** A copy without what is at the path. */
function without(inputs: Record<string, unknown>, path: string): Record<string, unknown> {
  const copy = structuredClone(inputs);
  const end = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  const parent = end === -1 ? copy : valueAt(copy, path.slice(0, end));
  const key = path.slice(end + 1).replace("]", "");
  Reflect.deleteProperty(parent as object, key);
  return copy;
}
