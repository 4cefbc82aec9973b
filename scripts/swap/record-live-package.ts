import type { Stack } from "@pulumi/pulumi/automation/index.js";

/** The setting of a site that a swap exchanges. */
const packageSetting = "WEBSITE_RUN_FROM_PACKAGE";

/**
 * Writes into the state of `stack` which package the site runs since a swap. The engine does not see
 * a swap; told of it, the next update has nothing to say about the site. Touches nothing on Azure.
 * Throws when the state has no site.
 */
export async function recordLivePackage(stack: Stack, packageUrl: string): Promise<void> {
  const exported = await stack.exportStack();
  const { resources = [] } = exported.deployment as { resources?: StateResource[] };
  const site = resources.find(({ type }) => type === "azure-native:web:WebApp");
  if (!site) {
    throw new Error(`${stack.name}: its state has no site; run \`pulumi up\` before a swap`);
  }
  for (const { siteConfig } of [site.inputs, site.outputs]) {
    const setting = siteConfig.appSettings.find(({ name }) => name === packageSetting);
    if (setting) setting.value = packageUrl;
  }
  await stack.importStack(exported);
}

interface StateResource {
  type: string;
  inputs: SiteProperties;
  outputs: SiteProperties;
}

interface SiteProperties {
  siteConfig: { appSettings: { name: string; value: string }[] };
}
