import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import type * as web from "@pulumi/azure-native/web/index.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import * as pulumi from "@pulumi/pulumi";
import { type AppSettings, type SiteIdentity, siteSettings } from "./app-settings.ts";
import { livePackageUrl } from "./live-package.ts";
import { planTier, requireSlots } from "./plan.ts";
import { type SiteArgs, siteProperties } from "./site-config.ts";
import { StagingSlot } from "./slot.ts";

export interface BackendArgs extends SiteArgs {
  /** App Service plan, for example `B1`; see `planSkus`. */
  planSku: string;
  /** Machines of the plan; default 1. */
  instanceCount?: number;
  /** What the site is in Azure. */
  siteIdentity: SiteIdentity;
  /** What the application reads, in site and slot alike. Secrets are Key Vault references. */
  appSettings: AppSettings;
  /** Answers 200 once the database is migrated and open; a swap waits for it. */
  readyPath: string;
  /** Where telemetry goes; best a Key Vault reference. */
  telemetryConnectionString: pulumi.Input<string>;
  /**
   * Package of this release. It goes to the slot where there is one, and the site keeps what it runs,
   * so that only a swap changes that.
   */
  packageUrl: pulumi.Input<string>;
  /** A second site that gets new packages first; undefined for none. Standard plans and above. */
  stagingSlot?: {
    /** Its own: identities do not move in a swap. Give it the rights that the site's has. */
    identity: SiteIdentity;
    /** Settings that differ from `appSettings`; they stay in the slot when it is swapped. */
    appSettings?: AppSettings;
  };
}

/** The application on App Service, for Linux and Node. */
export class Backend extends pulumi.ComponentResource {
  /** For example `https://app-chats.azurewebsites.net`. */
  readonly url: pulumi.Output<string>;
  /** URL of the staging slot; undefined without one. */
  readonly slotUrl: pulumi.Output<string> | undefined;
  readonly siteId: pulumi.Output<string>;
  /** Undefined without a staging slot. */
  readonly slotId: pulumi.Output<string> | undefined;
  readonly siteName: pulumi.Output<string>;
  readonly planId: pulumi.Output<string>;

  constructor(name: string, args: BackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Backend", name, {}, opts);
    if (args.stagingSlot) requireSlots(args.planSku);
    const { scope } = args;

    const plan = new AppServicePlan(`${name}-plan`, planArgs(args), { parent: this });
    const site = new WebApp(
      `${name}-site`,
      { name: siteName(args), ...liveProperties(args, plan.id, { parent: this }) },
      // The engine does not hand a component's dependencies on to its children.
      { parent: this, ...(opts?.dependsOn && { dependsOn: opts.dependsOn }) },
    );
    // Publishing goes through Entra logins only.
    const refused = { name: site.name, resourceGroupName: scope.resourceGroupName, allow: false };
    new WebAppFtpAllowed(`${name}-ftp`, refused, { parent: this });
    new WebAppScmAllowed(`${name}-scm`, refused, { parent: this });
    const slot =
      args.stagingSlot &&
      new StagingSlot(
        `${name}-slot`,
        {
          siteName: site.name,
          properties: slotProperties(args, args.stagingSlot, plan.id),
          slotAppSettings: args.stagingSlot.appSettings ?? {},
        },
        { parent: this },
      );

    this.url = pulumi.interpolate`https://${site.defaultHostName}`;
    this.slotUrl = slot?.url;
    this.siteId = site.id;
    this.slotId = slot?.slotId;
    this.siteName = site.name;
    this.planId = plan.id;
    this.registerOutputs({ url: this.url, siteId: this.siteId, planId: this.planId });
  }
}

function planArgs({ scope, planSku, instanceCount = 1 }: BackendArgs): web.AppServicePlanArgs {
  return {
    name: scope.names.of("appServicePlan"),
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: scope.tags,
    kind: "linux",
    reserved: true,
    sku: { name: planSku, tier: planTier(planSku), capacity: instanceCount },
  };
}

function siteName({ scope }: BackendArgs): pulumi.Input<string> {
  return scope.names.of("webApp");
}

function liveProperties(
  args: BackendArgs,
  planId: pulumi.Input<string>,
  opts: pulumi.InvokeOptions,
) {
  const identity = args.siteIdentity;
  const { resourceGroupName } = args.scope;
  const firstPackageUrl = args.packageUrl;
  const packageUrl = args.stagingSlot
    ? livePackageUrl({ siteName: siteName(args), resourceGroupName, firstPackageUrl }, opts)
    : firstPackageUrl;
  const settings = siteSettings({ ...args, identity, packageUrl, runsBackgroundJobs: true });
  return siteProperties(args, planId, identity, settings);
}

function slotProperties(
  args: BackendArgs,
  { identity, appSettings }: NonNullable<BackendArgs["stagingSlot"]>,
  planId: pulumi.Input<string>,
) {
  const settings = siteSettings({
    ...args,
    identity,
    runsBackgroundJobs: false,
    appSettings: { ...args.appSettings, ...appSettings },
  });
  return siteProperties(args, planId, identity, settings);
}
