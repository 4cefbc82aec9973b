import type * as inputs from "@pulumi/azure-native/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AppSettings, SiteIdentity } from "./app-settings.ts";
import type { Scope } from "./scope.ts";

/** What a site and its slot have in common. */
export interface SiteArgs {
  scope: Scope;
  /** Keeps the application loaded while nobody asks. */
  alwaysOn: boolean;
  /** Starts the bundle in the package's root, for example `node main.mjs serve`. */
  startCommand: string;
  /** Answers 200 while the process serves; instances that do not are replaced. */
  healthPath: string;
  /** The one origin whose pages may call the API, for example `https://chats.example.com`. */
  frontendOrigin: pulumi.Input<string>;
  /** Subnet that outgoing traffic goes through; undefined leaves it to the internet. */
  webSubnetId?: pulumi.Input<string>;
}

/**
 * Everything of a site but its name. A swap moves code and settings, but not CORS, network, identity
 * or Always On, so a slot must be made by this same function.
 */
export function siteProperties(
  args: SiteArgs,
  planId: pulumi.Input<string>,
  identity: SiteIdentity,
  settings: AppSettings,
) {
  const { scope, webSubnetId } = args;
  return {
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: scope.tags,
    kind: "app,linux",
    reserved: true,
    serverFarmId: planId,
    httpsOnly: true,
    // Requests carry their own tokens, so any instance can answer any of them.
    clientAffinityEnabled: false,
    // Pages of a Free static web app call the API over the internet.
    publicNetworkAccess: "Enabled",
    identity: { type: "UserAssigned" as const, userAssignedIdentities: [identity.id] },
    keyVaultReferenceIdentity: identity.id,
    ...(webSubnetId !== undefined && {
      virtualNetworkSubnetId: webSubnetId,
      outboundVnetRouting: { allTraffic: true },
    }),
    siteConfig: siteConfig(args, settings),
  };
}

function siteConfig(args: SiteArgs, settings: AppSettings): inputs.web.SiteConfigArgs {
  return {
    linuxFxVersion: "NODE|24-lts",
    appCommandLine: args.startCommand,
    alwaysOn: args.alwaysOn,
    healthCheckPath: args.healthPath,
    http20Enabled: true,
    minTlsVersion: "1.2",
    scmMinTlsVersion: "1.2",
    ftpsState: "Disabled",
    remoteDebuggingEnabled: false,
    cors: { allowedOrigins: [args.frontendOrigin], supportCredentials: false },
    httpLoggingEnabled: true,
    detailedErrorLoggingEnabled: true,
    requestTracingEnabled: true,
    // The only owner of app settings: a separate resource would replace these as a whole.
    appSettings: Object.entries(settings)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value })),
  };
}
