import { Database as AzureDatabase } from "@pulumi/azure-native/dbforpostgresql/database.js";
import type * as postgres from "@pulumi/azure-native/dbforpostgresql/index.js";
import { Server } from "@pulumi/azure-native/dbforpostgresql/server.js";
import { PostgresMajorVersion } from "@pulumi/azure-native/types/enums/dbforpostgresql/index.js";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type DatabaseAccess, grantAccess } from "./database-access.ts";
import { setParameters } from "./database-parameters.ts";
import type { PrivateNetwork, Scope } from "./scope.ts";

export interface DatabaseArgs extends DatabaseAccess {
  scope: Scope;
  /** Compute, for example `Standard_D2s_v3`. */
  sku: string;
  /** Family of the compute, which `sku` has to belong to. */
  tier: "Burstable" | "GeneralPurpose" | "MemoryOptimized";
  /** Storage to start with, at least 32; it grows by itself. */
  storageGb: number;
  /** A standby in another zone, billed like the primary; not on Burstable. */
  highAvailability: boolean;
  /** Days that the database can be restored to, 7 to 35. */
  backupRetentionDays: number;
  /** Copies backups to the paired region; fixed at creation. */
  geoRedundantBackup: boolean;
  /** Puts the server into this network, which is fixed at creation; default open to `allowedIpRanges`. */
  privateNetwork?: PrivateNetwork;
}

/** PostgreSQL 16 with pgvector: the truth about every chat. */
export class Database extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** Name to connect to; known once the server is set up and lets its clients in. */
  readonly host: pulumi.Output<string>;
  /** Owns the tables; for migrations only. */
  readonly adminUser = "copilot_admin";
  /** Secret. */
  readonly adminPassword: pulumi.Output<string>;
  /** Login of the application, which a migration makes with the rights that it needs. */
  readonly appUser = "chat_app";
  /** Secret. */
  readonly appPassword: pulumi.Output<string>;
  readonly databaseName = "dot_copilot";

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Database", name, {}, opts);
    const child = { parent: this };
    const { resourceGroupName, protectData } = args.scope;

    this.adminPassword = generatedPassword(`${name}-password`, child);
    this.appPassword = generatedPassword(`${name}-app-password`, child);
    const login = { administratorLogin: this.adminUser, password: this.adminPassword };
    const server = flexibleServer(name, args, login, child);
    const database = new AzureDatabase(
      `${name}-database`,
      {
        databaseName: this.databaseName,
        serverName: server.name,
        resourceGroupName,
        charset: "UTF8",
        collation: "en_US.utf8",
      },
      { ...child, protect: protectData },
    );
    const place = { serverName: server.name, resourceGroupName };
    const tuned = setParameters(name, place, database, child);
    const ready = grantAccess(name, place, args, tuned, child);

    this.id = server.id;
    this.name = server.name;
    this.host = pulumi.all([server.fullyQualifiedDomainName, ready.id]).apply(([host]) => host);
    this.registerOutputs({ id: this.id, name: this.name, host: this.host });
  }
}

/** Letters and digits: as strong at this length, and the same in a URL. */
function generatedPassword(
  name: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const password = new random.RandomPassword(
    name,
    // Azure wants three of the four classes of characters.
    { length: 32, special: false, minLower: 1, minUpper: 1, minNumeric: 1 },
    opts,
  );
  return pulumi.secret(password.result);
}

function flexibleServer(
  name: string,
  args: DatabaseArgs,
  login: { administratorLogin: string; password: pulumi.Output<string> },
  opts: pulumi.CustomResourceOptions,
): postgres.Server {
  const { scope } = args;
  return new Server(
    `${name}-server`,
    {
      serverName: scope.names.of("database"),
      resourceGroupName: scope.resourceGroupName,
      location: scope.location,
      tags: scope.tags,
      version: PostgresMajorVersion.PostgresMajorVersion_16,
      sku: { name: args.sku, tier: args.tier },
      storage: { storageSizeGB: args.storageGb, autoGrow: "Enabled" },
      administratorLogin: login.administratorLogin,
      administratorLoginPassword: login.password,
      authConfig: {
        activeDirectoryAuth: "Enabled",
        passwordAuth: "Enabled",
        tenantId: args.tenantId,
      },
      highAvailability: { mode: args.highAvailability ? "ZoneRedundant" : "Disabled" },
      backup: {
        backupRetentionDays: args.backupRetentionDays,
        geoRedundantBackup: args.geoRedundantBackup ? "Enabled" : "Disabled",
      },
      // Sunday, 03:00 in the region.
      maintenanceWindow: { customWindow: "Enabled", dayOfWeek: 0, startHour: 3, startMinute: 0 },
      network: network(args.privateNetwork),
    },
    {
      ...opts,
      protect: scope.protectData,
      // Azure chooses the zones, and a failover swaps them.
      ignoreChanges: ["availabilityZone", "highAvailability.standbyAvailabilityZone"],
    },
  );
}

function network(privateNetwork: PrivateNetwork | undefined) {
  if (!privateNetwork) return { publicNetworkAccess: "Enabled" };
  return {
    delegatedSubnetResourceId: privateNetwork.databaseSubnetId,
    privateDnsZoneArmResourceId: privateNetwork.databaseDnsZoneId,
    publicNetworkAccess: "Disabled",
  };
}
