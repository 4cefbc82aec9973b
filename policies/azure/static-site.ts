import { property } from "../checks.ts";
import { equals, isSet, isUnset, oneOf } from "../conditions.ts";
import type { Policy } from "../policy.ts";

const staticSite = "azure-native:web:StaticSite";

/** No public rule is about static sites; these are all our own. */
export const staticSitePolicies: Policy[] = [
  {
    id: "azure-static-site-sku",
    expectation: 101,
    title: "Static sites are of the Free plan by name",
    resourceTypes: [staticSite],
    severity: "warning",
    check: property("sku.name", equals("Free")),
    sources: [],
  },
  {
    id: "azure-static-site-tier",
    expectation: 101,
    title: "Static sites are of the Free plan by tier",
    resourceTypes: [staticSite],
    severity: "warning",
    check: property("sku.tier", equals("Free")),
    sources: [],
  },
  {
    id: "azure-static-site-previews",
    expectation: 102,
    title: "Static sites say whether they have previews",
    resourceTypes: [staticSite],
    severity: "info",
    check: property("stagingEnvironmentPolicy", oneOf("Enabled", "Disabled")),
    sources: [],
  },
  {
    id: "azure-static-site-config",
    expectation: 103,
    title: "Static sites say whether pages bring their configuration",
    resourceTypes: [staticSite],
    severity: "info",
    check: property("allowConfigFileUpdates", isSet),
    sources: [],
  },
  {
    id: "azure-static-site-region",
    expectation: 104,
    title: "Static sites are where Azure offers them",
    resourceTypes: [staticSite],
    severity: "error",
    check: property("location", oneOf("centralus", "eastasia", "eastus2", "westeurope", "westus2")),
    sources: [],
  },
  {
    id: "azure-static-site-no-token",
    expectation: 104,
    title: "No state keeps a token of the repository",
    resourceTypes: [staticSite],
    severity: "error",
    check: property("repositoryToken", isUnset, "a token"),
    sources: [],
  },
];
