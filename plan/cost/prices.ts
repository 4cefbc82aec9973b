import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The price table, as people know it. */
export const pricesFile = "plan/cost/prices.json";

const day = z.iso.date();

/** What Azure sells under one name, as its retail price API writes it. */
const meterSchema = z.strictObject({
  serviceName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  meterName: z.string(),
  /** `Global` or empty for what costs the same everywhere. */
  armRegionName: z.string(),
  /** What one price buys, for example `1 Hour` or `10K`. */
  unit: z.string(),
  /** Of one unit, in the first range of volumes that is not free. */
  priceUsd: z.number().positive(),
  /** Units a month that cost nothing, of a whole subscription or billing account. */
  freeUnits: z.number().nonnegative(),
  /** Key of `sources`. */
  source: z.string(),
  /** Day on which the figure was read there. */
  readOn: day,
  /** `derived`: concluded from a figure of another region. */
  confidence: z.enum(["read", "derived"]),
  /** Key of the source that says the same. */
  confirmedBy: z.string().optional(),
  note: z.string().optional(),
});

/** The form of `prices.json`. Every source that is named is described. */
export const pricesSchema = z
  .strictObject({
    note: z.string(),
    /** Day on which the table was last put together. */
    date: day,
    region: z.string(),
    currency: z.literal("USD"),
    sources: z.record(z.string(), z.string()),
    meters: z.record(z.string(), meterSchema),
  })
  .superRefine(({ sources, meters }, context) => {
    for (const [id, { source, confirmedBy }] of Object.entries(meters)) {
      for (const key of [source, confirmedBy ?? source].filter((name) => !(name in sources))) {
        context.addIssue({ code: "custom", message: `${id}: source ${key} is not described` });
      }
    }
  });

export type Prices = z.infer<typeof pricesSchema>;
export type Meter = z.infer<typeof meterSchema>;

/** The checked-in table. Throws an Error that names what is wrong in it. */
export function readPrices(): Prices {
  const text = readFileSync(join(import.meta.dirname, "prices.json"), "utf8");
  const table = pricesSchema.safeParse(JSON.parse(text));
  if (!table.success) throw new Error(`${pricesFile}: ${z.prettifyError(table.error)}`);
  return table.data;
}

/** The meter of that name; `wantedFor` is what needs it, as a person would write it. */
export function meterOf(prices: Prices, id: string, wantedFor: string): Meter {
  const meter = prices.meters[id];
  if (!meter) throw new Error(`${wantedFor}: has no price, got ${id}; add one to ${pricesFile}`);
  return meter;
}
