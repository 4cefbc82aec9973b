import { property } from "../checks.ts";
import { atLeast, equals, matches } from "../conditions.ts";
import type { Policy } from "../policy.ts";

export const appServicePlan = "azure-native:web:AppServicePlan";

/** Families with slots, backups and a service level; Free, Shared and Basic have none. */
export const isProductionPlan = matches(/^(Standard|Premium|Isolated)/);

export const planPolicies: Policy[] = [
  {
    id: "azure-plan-sku",
    expectation: 26,
    title: "Plans are Standard or above",
    resourceTypes: [appServicePlan],
    severity: "warning",
    check: property("sku.tier", isProductionPlan),
    sources: ["Azure.AppService.MinPlan", "AZR-000072", "CKV_AZURE_211"],
  },
  {
    id: "azure-plan-instances",
    expectation: 27,
    title: "Plans have two instances or more",
    resourceTypes: [appServicePlan],
    severity: "warning",
    appliesTo: ["production"],
    check: property("sku.capacity", atLeast(2)),
    sources: ["Azure.AppService.PlanInstanceCount", "AZR-000071", "CKV_AZURE_212"],
  },
  {
    id: "azure-plan-zones",
    expectation: 28,
    title: "Plans spread over zones",
    resourceTypes: [appServicePlan],
    severity: "warning",
    appliesTo: ["production"],
    check: property("zoneRedundant", equals(true)),
    sources: ["Azure.AppService.AvailabilityZone", "CKV_AZURE_225"],
  },
];
