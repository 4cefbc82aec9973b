import type { RecordedResource, ResourceGraph } from "../../plan/graph.ts";
import { companion, dependent, property, sharing } from "../checks.ts";
import { equals, isUnset, matches } from "../conditions.ts";
import type { Policy, Problem } from "../policy.ts";
import { appServicePlan, isProductionPlan } from "./plan.ts";
import { sites, webApp, webAppSlot } from "./site.ts";
import { appSetting, differencesStay } from "./slot-settings.ts";

export const slotPolicies: Policy[] = [
  {
    id: "azure-slot-kind",
    expectation: 14,
    title: "Slots are of the kind of their site",
    resourceTypes: [webAppSlot],
    severity: "error",
    check: sameKind,
    sources: [],
  },
  {
    id: "azure-slot-no-ftp-publishing",
    expectation: 15,
    title: "Nobody publishes to a slot by FTP with a password",
    resourceTypes: [webAppSlot],
    severity: "error",
    check: companion(
      "azure-native:web:WebAppFtpAllowedSlot",
      sharing("name", "slot"),
      property("allow", equals(false)),
    ),
    sources: ["ec71c0bc"],
  },
  {
    id: "azure-slot-no-scm-publishing",
    expectation: 16,
    title: "Nobody publishes to a slot with a password",
    resourceTypes: [webAppSlot],
    severity: "error",
    check: companion(
      "azure-native:web:WebAppScmAllowedSlot",
      sharing("name", "slot"),
      property("allow", equals(false)),
    ),
    sources: ["847ef871"],
  },
  {
    id: "azure-slot-plan-sku",
    expectation: 29,
    title: "Slots are on plans that have slots",
    resourceTypes: [webAppSlot],
    severity: "error",
    check: companion(
      appServicePlan,
      (plan, slot) => dependent(slot, plan),
      property("sku.tier", isProductionPlan),
    ),
    sources: [],
  },
  {
    id: "azure-slot-sticky-settings",
    expectation: 30,
    title: "Settings in which a slot differs from its site stay where they are in a swap",
    resourceTypes: [webAppSlot],
    severity: "error",
    check: differencesStay,
    sources: [],
  },
  {
    id: "azure-slot-warm-up-path",
    expectation: 31,
    title: "A swap asks the new code whether it is ready",
    resourceTypes: sites,
    severity: "warning",
    appliesTo: ["production"],
    check: appSetting("WEBSITE_SWAP_WARMUP_PING_PATH", matches(/^\/./)),
    sources: [],
  },
  {
    id: "azure-slot-warm-up-statuses",
    expectation: 31,
    title: "A swap takes only success for an answer",
    resourceTypes: sites,
    severity: "warning",
    appliesTo: ["production"],
    check: appSetting("WEBSITE_SWAP_WARMUP_PING_STATUSES", matches(/^2\d\d(,2\d\d)*$/)),
    sources: [],
  },
  {
    id: "azure-slot-no-auto-swap",
    expectation: 32,
    title: "Nothing swaps by itself, which Linux does not support",
    resourceTypes: sites,
    severity: "error",
    check: property("siteConfig.autoSwapSlotName", isUnset),
    sources: [],
  },
];

/** A swap between kinds leaves both broken. */
function sameKind(slot: RecordedResource, graph: ResourceGraph): Problem[] {
  const site = graph.resources.find(
    ({ type, inputs }) => type === webApp && inputs.name === slot.inputs.name,
  );
  return site?.inputs.kind === slot.inputs.kind ? [] : [{ resource: slot, path: "kind" }];
}
