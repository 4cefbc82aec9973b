import { matches } from "../conditions.ts";
import type { Check } from "../policy.ts";
import { listAt, valueAt } from "../property-path.ts";

/** Origins of Static Web Apps under the names that Azure gives them. */
export const isStaticSiteOrigin = matches(/^https:\/\/[\w.-]+\.azurestaticapps\.net$/);

export const credentialsNeedNamedOrigins: Check = (resource) => {
  const cors = valueAt(resource.inputs, "siteConfig.cors");
  const isOpen = listAt(cors, "allowedOrigins").includes("*");
  return isOpen && valueAt(cors, "supportCredentials") === true
    ? [{ resource, path: "siteConfig.cors.supportCredentials" }]
    : [];
};
