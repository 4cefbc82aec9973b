import { listWebAppApplicationSettings } from "@pulumi/azure-native/web/listWebAppApplicationSettings.js";
import * as pulumi from "@pulumi/pulumi";
import { packageSetting } from "./app-settings.ts";

export interface LivePackageArgs {
  siteName: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  /** What a site that does not exist yet is to run. */
  firstPackageUrl: pulumi.Input<string>;
}

/**
 * Package that the site runs now, read from the site itself: a swap changes it behind the engine's
 * back, and a refresh does not see app settings. Passed through, it makes an update keep what runs.
 */
export function livePackageUrl(
  args: LivePackageArgs,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return pulumi
    .all([args.siteName, args.resourceGroupName, args.firstPackageUrl])
    .apply(async ([name, resourceGroupName, firstPackageUrl]) => {
      try {
        const settings = await listWebAppApplicationSettings({ name, resourceGroupName }, opts);
        return settings.properties?.[packageSetting] ?? firstPackageUrl;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (/ResourceNotFound|ResourceGroupNotFound|\b404\b/.test(reason)) return firstPackageUrl;
        throw new Error(
          `${name}: what the site runs cannot be read, and an update must not change it, got ` +
            `${reason}; give this login the action Microsoft.Web/sites/config/list/action`,
          { cause: error },
        );
      }
    });
}
