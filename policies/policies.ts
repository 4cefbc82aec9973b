import { databasePolicies } from "./azure/database.ts";
import { databaseParameterPolicies } from "./azure/database-parameters.ts";
import { everyResourcePolicies } from "./azure/every-resource.ts";
import { monitoringPolicies } from "./azure/monitoring.ts";
import { networkPolicies } from "./azure/network.ts";
import { planPolicies } from "./azure/plan.ts";
import { sitePolicies } from "./azure/site.ts";
import { siteAccessPolicies } from "./azure/site-access.ts";
import { slotPolicies } from "./azure/slot.ts";
import { staticSitePolicies } from "./azure/static-site.ts";
import { storagePolicies } from "./azure/storage.ts";
import { vaultPolicies } from "./azure/vault.ts";
import type { Policy } from "./policy.ts";

/** Everything that the Azure platform is held to, in the order of the expectations' areas. */
export const policies: readonly Policy[] = [
  ...sitePolicies,
  ...siteAccessPolicies,
  ...planPolicies,
  ...slotPolicies,
  ...databasePolicies,
  ...databaseParameterPolicies,
  ...storagePolicies,
  ...vaultPolicies,
  ...monitoringPolicies,
  ...staticSitePolicies,
  ...networkPolicies,
  ...everyResourcePolicies,
];
