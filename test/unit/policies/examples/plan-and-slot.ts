import { type Example, propertyExample, resource, urnOf } from "./example.ts";

const plan = "web:AppServicePlan";
const site = "web:WebApp";
const slot = "web:WebAppSlot";
const names = { name: "app-chats" };
const ofSlot = { ...names, slot: "staging" };

const settings = (values: Record<string, string>) => ({
  siteConfig: { appSettings: Object.entries(values).map(([name, value]) => ({ name, value })) },
});
const swap = (appSettingNames: string[], ofSite = {}, ofStaging = {}) => [
  resource(site, {
    ...names,
    ...settings({ JOBS: "on", SAME: "1", WEBSITE_RUN_FROM_PACKAGE: "a", ...ofSite }),
  }),
  resource(slot, {
    ...ofSlot,
    ...settings({ JOBS: "off", SAME: "1", WEBSITE_RUN_FROM_PACKAGE: "b", ...ofStaging }),
  }),
  resource("web:WebAppSlotConfigurationNames", { ...names, appSettingNames }),
];
const onPlan = (tier: string) => [
  resource(plan, { sku: { tier } }),
  resource(slot, ofSlot, { dependencies: [urnOf(plan)] }),
];

export const planExamples: Example[] = [
  propertyExample("azure-plan-sku", plan, "sku.tier", "Standard", "Basic"),
  propertyExample("azure-plan-instances", plan, "sku.capacity", 2, 1),
  propertyExample("azure-plan-zones", plan, "zoneRedundant", true, undefined),
];

export const slotExamples: Example[] = [
  {
    policy: "azure-slot-kind",
    good: [
      resource(site, { ...names, kind: "app,linux" }),
      resource(slot, { ...ofSlot, kind: "app,linux" }),
    ],
    bad: [
      resource(site, { ...names, kind: "app,linux" }),
      resource(slot, { ...ofSlot, kind: "app" }),
    ],
    path: "kind",
  },
  {
    policy: "azure-slot-no-ftp-publishing",
    good: [
      resource(slot, ofSlot),
      resource("web:WebAppFtpAllowedSlot", { ...ofSlot, allow: false }),
    ],
    bad: [resource(slot, ofSlot), resource("web:WebAppFtpAllowedSlot", { ...ofSlot, allow: true })],
    path: "allow",
  },
  {
    policy: "azure-slot-no-scm-publishing",
    good: [
      resource(slot, ofSlot),
      resource("web:WebAppScmAllowedSlot", { ...ofSlot, allow: false }),
    ],
    bad: [
      resource(slot, ofSlot),
      resource("web:WebAppScmAllowedSlot", { ...names, slot: "canary", allow: false }),
    ],
    path: "WebAppScmAllowedSlot",
  },
  {
    policy: "azure-slot-plan-sku",
    good: onPlan("PremiumV2"),
    bad: onPlan("Basic"),
    path: "sku.tier",
  },
  {
    policy: "azure-slot-sticky-settings",
    good: swap(["JOBS"]),
    bad: swap(["SAME"]),
    path: "appSettingNames",
  },
  {
    policy: "azure-slot-sticky-settings",
    good: swap(["JOBS", "DEBUG"], {}, { DEBUG: "1" }),
    bad: swap(["JOBS"], {}, { DEBUG: "1" }),
    path: "appSettingNames",
  },
  {
    policy: "azure-slot-sticky-settings",
    good: swap(["JOBS", "ALERTS"], { ALERTS: "1" }),
    bad: swap(["JOBS"], { ALERTS: "1" }),
    path: "appSettingNames",
  },
  {
    policy: "azure-slot-warm-up-path",
    good: [resource(slot, settings({ WEBSITE_SWAP_WARMUP_PING_PATH: "/ready" }))],
    bad: [resource(slot, settings({ WEBSITE_SWAP_WARMUP_PING_PATH: "/" }))],
    path: "siteConfig.appSettings[0].value",
  },
  {
    policy: "azure-slot-warm-up-statuses",
    good: [resource(site, settings({ WEBSITE_SWAP_WARMUP_PING_STATUSES: "200,202" }))],
    bad: [resource(site, settings({ OTHER: "200" }))],
    path: "siteConfig.appSettings",
  },
  propertyExample(
    "azure-slot-no-auto-swap",
    slot,
    "siteConfig.autoSwapSlotName",
    undefined,
    "production",
  ),
];
