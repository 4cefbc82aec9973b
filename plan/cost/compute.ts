import { z } from "zod";
import { priced } from "./rule.ts";
import { hoursPerMonth } from "./usage.ts";

/** Billed by the instance, whatever runs on it: a second site or slot is free. */
export const appServicePlan = priced(
  z.object({
    reserved: z.literal(true),
    sku: z.object({ name: z.string(), capacity: z.number().default(1) }),
  }),
  ({ sku: { name, capacity } }, { bill }) => [
    bill(`app-service-${name.toLowerCase()}`, `plan ${name}`, capacity * hoursPerMonth),
  ],
);

export const webApp = priced(z.object({}), (_inputs, { usage, bill }) => [
  bill("internet-outbound", "traffic to the Internet", usage.outboundGb),
]);

export const staticSite = priced(
  z.object({ sku: z.object({ name: z.enum(["Free", "Standard"]) }) }),
  ({ sku }, { bill }) =>
    sku.name === "Free"
      ? { freeBecause: "on the Free plan, which promises no availability" }
      : [bill("static-site-standard", "plan Standard", 1)],
);
