import { z } from "zod";
import { priced } from "./rule.ts";

/** Everything at the price of the hot tier, though old backups move to a cheaper one. */
export const storageAccount = priced(
  z.object({
    accessTier: z.literal("Hot"),
    sku: z.object({ name: z.enum(["Standard_LRS", "Standard_ZRS"]) }),
  }),
  ({ sku }, { name, usage, bill }) => {
    const blobs = usage.blobs[name];
    if (!blobs) throw new Error(`${name}: has no assumed use; add one to plan/cost/usage.ts`);
    const replication = sku.name.replace("Standard_", "");
    const meter = `blob-${replication.toLowerCase()}`;
    return [
      bill(`${meter}-stored`, `blobs, ${replication}`, blobs.storedGb),
      bill(`${meter}-writes`, "writes", blobs.writes / 10_000),
      bill(`${meter}-reads`, "reads", blobs.reads / 10_000),
    ];
  },
);

export const vault = priced(
  z.object({ properties: z.object({ sku: z.object({ name: z.literal("standard") }) }) }),
  (_inputs, { usage, bill }) => [
    bill("vault-operations", "operations", usage.vaultOperations / 10_000),
  ],
);
