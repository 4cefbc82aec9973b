import type * as pulumi from "@pulumi/pulumi";

/**
 * Turns schedules on or off. Sticky, so that a slot and its site never run the same schedule on one
 * database, whatever code a swap brings.
 */
export const backgroundJobsSetting = "CHATS_BACKGROUND_JOBS";

/** Names the package that a site runs. A swap exchanges its values, since code is what it swaps. */
export const packageSetting = "WEBSITE_RUN_FROM_PACKAGE";

/** A user-assigned identity as sites use it. */
export interface SiteIdentity {
  /** Resource id: packages and secrets are fetched with it. */
  id: pulumi.Input<string>;
  /** Says to the application which identity it is. */
  clientId: pulumi.Input<string>;
}

/** Names and values of app settings. Secrets are Key Vault references, never values. */
export type AppSettings = Record<string, pulumi.Input<string>>;

export interface SiteSettingsArgs {
  identity: SiteIdentity;
  /** Zip in blob storage that the identity may read; it is mounted, not unpacked. */
  packageUrl: pulumi.Input<string>;
  /** Whether schedules run here. */
  runsBackgroundJobs: boolean;
  /** A swap waits until this path answers 200. */
  readyPath: string;
  /** Where telemetry goes; best a Key Vault reference, since it would show in every diff. */
  telemetryConnectionString: pulumi.Input<string>;
  /** What the application reads besides. Throws on names that are set here. */
  appSettings: AppSettings;
}

/** Every app setting of a site or slot, by name. */
export function siteSettings(args: SiteSettingsArgs): AppSettings {
  const own: AppSettings = {
    [backgroundJobsSetting]: args.runsBackgroundJobs ? "on" : "off",
    APPLICATIONINSIGHTS_CONNECTION_STRING: args.telemetryConnectionString,
    AZURE_CLIENT_ID: args.identity.clientId,
    [packageSetting]: args.packageUrl,
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: args.identity.id,
    WEBSITE_SWAP_WARMUP_PING_PATH: args.readyPath,
    WEBSITE_SWAP_WARMUP_PING_STATUSES: "200",
  };
  const taken = Object.keys(args.appSettings).find((name) => name in own);
  if (taken !== undefined) {
    throw new Error(`appSettings.${taken}: is set by the backend itself; leave it out`);
  }
  return { ...args.appSettings, ...own };
}

/**
 * Settings that stay where they are in a swap: whose identity it is, whether schedules run, and
 * what the caller makes differ. The package is not one of them, because it is what a swap swaps.
 */
export function stickySettings(slotAppSettings: AppSettings): string[] {
  return [
    backgroundJobsSetting,
    "AZURE_CLIENT_ID",
    "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
    ...Object.keys(slotAppSettings),
  ].toSorted();
}
