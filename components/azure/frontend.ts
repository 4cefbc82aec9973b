import { StaticSite } from "@pulumi/azure-native/web/staticSite.js";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "./scope.ts";

/** Source: https://learn.microsoft.com/azure/static-web-apps/overview#global-presence */
export const staticSiteLocations = [
  "centralus",
  "eastasia",
  "eastus2",
  "westeurope",
  "westus2",
] as const;

export interface FrontendArgs {
  scope: Scope;
  /** One of `staticSiteLocations`; only managed functions live there, pages are served everywhere. */
  location: string;
}

/**
 * The page, as a Static Web App of the Free plan. That plan cannot link an App Service, so pages
 * call the API by its full URL, and the API names this origin in CORS.
 */
export class Frontend extends pulumi.ComponentResource {
  /** For example `https://happy-sea-0a1b2c.azurestaticapps.net`. */
  readonly origin: pulumi.Output<string>;
  /** For the workflow, which fetches the deployment token by it: a token is never an output. */
  readonly siteName: pulumi.Output<string>;

  constructor(name: string, args: FrontendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Frontend", name, {}, opts);
    const { scope, location } = args;
    requireStaticSiteLocation(location);

    const site = new StaticSite(
      `${name}-site`,
      {
        name: scope.names.of("staticSite"),
        resourceGroupName: scope.resourceGroupName,
        location,
        tags: scope.tags,
        sku: { name: "Free", tier: "Free" },
        // A preview has an origin of its own, which the API would refuse.
        stagingEnvironmentPolicy: "Disabled",
        // Routes and headers come with the page, in staticwebapp.config.json.
        allowConfigFileUpdates: true,
      },
      { parent: this },
    );

    this.origin = pulumi.interpolate`https://${site.defaultHostname}`;
    this.siteName = site.name;
    this.registerOutputs({ origin: this.origin, siteName: this.siteName });
  }
}

function requireStaticSiteLocation(location: string): void {
  if (!staticSiteLocations.some((known) => known === location)) {
    throw new Error(
      `location: Static Web Apps are not offered there, got "${location}"; use one of ${staticSiteLocations.join(", ")}`,
    );
  }
}
