import { WebAppFtpAllowedSlot } from "@pulumi/azure-native/web/webAppFtpAllowedSlot.js";
import { WebAppScmAllowedSlot } from "@pulumi/azure-native/web/webAppScmAllowedSlot.js";
import { WebAppSlot } from "@pulumi/azure-native/web/webAppSlot.js";
import { WebAppSlotConfigurationNames } from "@pulumi/azure-native/web/webAppSlotConfigurationNames.js";
import * as pulumi from "@pulumi/pulumi";
import { type AppSettings, stickySettings } from "./app-settings.ts";
import type { siteProperties } from "./site-config.ts";

export const slotName = "staging";

export interface StagingSlotArgs {
  /** Name of the site that it belongs to. */
  siteName: pulumi.Input<string>;
  /** As the site has them, with the slot's identity and settings. */
  properties: ReturnType<typeof siteProperties>;
  /** Settings in which the slot differs from its site, besides what always differs. */
  slotAppSettings: AppSettings;
}

/** A second site beside the first, to deploy to and swap with. */
export class StagingSlot extends pulumi.ComponentResource {
  readonly slotId: pulumi.Output<string>;
  /** For example `https://app-chats-staging.azurewebsites.net`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: StagingSlotArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:StagingSlot", name, {}, opts);
    const { resourceGroupName } = args.properties;
    const site = { name: args.siteName, resourceGroupName };

    // Before the slot: settings must be sticky by the time that anything can be swapped.
    const stickyNames = new WebAppSlotConfigurationNames(
      `${name}-sticky-settings`,
      { ...site, appSettingNames: stickySettings(args.slotAppSettings) },
      { parent: this },
    );
    const slot = new WebAppSlot(
      `${name}-site`,
      { ...args.properties, name: args.siteName, slot: slotName },
      { parent: this, dependsOn: stickyNames },
    );
    const refused = { ...site, slot: slotName, allow: false };
    const afterSlot = { parent: this, dependsOn: slot };
    new WebAppFtpAllowedSlot(`${name}-ftp`, refused, afterSlot);
    new WebAppScmAllowedSlot(`${name}-scm`, refused, afterSlot);

    this.slotId = slot.id;
    this.url = pulumi.interpolate`https://${slot.defaultHostName}`;
    this.registerOutputs({ slotId: this.slotId, url: this.url });
  }
}
