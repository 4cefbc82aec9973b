import { azureTypeOf, identityInputs } from "../azure-types.ts";
import type { RecordedResource } from "../graph.ts";
import { isWithin } from "./paths.ts";

/** Whether another value at that path is known to need another resource in the place of this one. */
export function forcesReplacement(resource: RecordedResource, path: string): boolean {
  const updated = updatedIn[resource.type];
  if (updated && !updated.some((updatable) => isWithin(path, updatable))) return true;
  return replacedOn(resource).some((forcing) => isWithin(path, forcing));
}

/** Whether the program tells the engine to leave differences at that path alone. */
export function isIgnored({ ignoreChanges = [] }: RecordedResource, path: string): boolean {
  return ignoreChanges.some((ignored) => isWithin(path, ignored));
}

function replacedOn({ type, replaceOnChanges = [] }: RecordedResource): string[] {
  const azureType = azureTypeOf(type);
  return [
    ...replaceOnChanges,
    ...(azureType ? [...identityInputs(azureType), "location"] : []),
    ...(paths[type] ?? []),
  ];
}

/**
 * What the provider replaces a resource for, beside its identity and its location, which the resource
 * manager lets nobody change (`TrackedResource` in the common types of azure-rest-api-specs).
 */
const paths: Record<string, string[]> = {
  // https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/gen/replacement.go
  "azure-native:authorization:RoleAssignment": ["principalId", "scope"],
  "azure-native:network:PrivateEndpoint": ["subnet"],
  "azure-native:storage:StorageAccount": ["isHnsEnabled"],
  "azure-native:web:WebApp": ["kind"],
  // `x-ms-mutability` without `update` in FlexibleServers.json of azure-rest-api-specs.
  "azure-native:dbforpostgresql:Server": [
    "administratorLogin",
    "availabilityZone",
    "backup.geoRedundantBackup",
    "pointInTimeUTC",
    "sourceServerResourceId",
  ],
  // https://www.pulumi.com/registry/packages/command/api-docs/local/command/#inputs
  "command:local:Command": ["triggers"],
};

/** All that is updated in place, of types that are replaced for everything else. */
const updatedIn: Record<string, string[]> = {
  // providers/process/diff.ts
  "process:index:Service": ["healthTimeoutSeconds", "stopGraceSeconds"],
  // What has no `ForceNew` in kreuzwerker/terraform-provider-docker, internal/provider.
  "docker:index/container:Container": [
    "attach",
    "containerReadRefreshTimeoutMilliseconds",
    "cpuPeriod",
    "cpuQuota",
    "cpuSet",
    "cpuShares",
    "destroyGraceSeconds",
    "healthcheck",
    "init",
    "logs",
    "maxRetryCount",
    "memory",
    "memorySwap",
    "mustRun",
    "removeVolumes",
    "restart",
    "rm",
    "start",
    "tmpfs",
    "wait",
    "waitTimeout",
  ],
  "docker:index/network:Network": [],
  "docker:index/volume:Volume": [],
  // Every argument of a generated value is part of how it was generated.
  "random:index/randomPassword:RandomPassword": [],
  "random:index/randomString:RandomString": [],
  "random:index/randomUuid:RandomUuid": [],
};
