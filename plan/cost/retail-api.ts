import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Meter, type Prices, pricesSchema } from "./prices.ts";

/** Needs no login. Source: https://learn.microsoft.com/rest/api/cost-management/retail-prices */
export const retailPricesUrl = "https://prices.azure.com/api/retail/prices";

export interface RefreshOptions {
  /** Default the API itself. */
  url?: string;
  /** As YYYY-MM-DD; what is not valid on that day is passed over. */
  today: string;
}

/**
 * Reads the price of every meter of the table anew. Throws an Error that names the meter when the
 * API cannot be reached, or does not answer with exactly one price in dollars for the known unit.
 */
export async function refreshedPrices(
  prices: Prices,
  { url = retailPricesUrl, today }: RefreshOptions,
): Promise<Prices> {
  const meters: Record<string, Meter> = {};
  for (const [id, meter] of Object.entries(prices.meters)) {
    const items = await itemsOf(id, meter, url);
    meters[id] = refreshed(id, meter, items, today);
  }
  const sources = { "retail-price-api": url };
  return pricesSchema.parse({ ...prices, date: today, sources, meters });
}

const itemSchema = z.object({
  currencyCode: z.string(),
  /** Units of the month from which this price counts. */
  tierMinimumUnits: z.number(),
  retailPrice: z.number(),
  armRegionName: z.string(),
  effectiveStartDate: z.iso.datetime(),
  /** Only on a price whose end is known. */
  effectiveEndDate: z.iso.datetime().optional(),
  meterName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  serviceName: z.string(),
  unitOfMeasure: z.string(),
  type: z.string(),
});

const pageSchema = z.object({
  BillingCurrency: z.string(),
  Items: z.array(itemSchema),
  NextPageLink: z.string().nullable(),
});

type Item = z.infer<typeof itemSchema>;

/** One meter has a handful of prices; more pages mean that the filter was not understood. */
const MOST_PAGES = 10;
const TIME_LIMIT_MS = 30_000;

async function itemsOf(id: string, meter: Meter, url: string): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | null = firstPage(url, meter);
  for (let page = 1; next !== null; page += 1) {
    if (page > MOST_PAGES) throw new Error(`${id}: the answer has more than ${MOST_PAGES} pages`);
    if (new URL(next).origin !== new URL(url).origin) {
      throw new Error(`${id}: the next page is elsewhere, got ${next}`);
    }
    const answer = pageSchema.safeParse(await json(id, next));
    if (!answer.success) {
      const problem = z.prettifyError(answer.error);
      throw new Error(`${id}: the answer is not of the API's form: ${problem}`);
    }
    items.push(...answer.data.Items);
    next = answer.data.NextPageLink;
  }
  return items;
}

const filterKeys = [
  "serviceName",
  "productName",
  "skuName",
  "meterName",
  "armRegionName",
] as const satisfies (keyof Meter)[];

function firstPage(url: string, meter: Meter): string {
  const conditions = filterKeys.map((key) => `${key} eq '${meter[key].replaceAll("'", "''")}'`);
  const query = new URLSearchParams({
    "api-version": "2023-01-01-preview",
    currencyCode: "'USD'",
    $filter: [...conditions, "priceType eq 'Consumption'"].join(" and "),
  });
  return `${url}?${query}`;
}

const MOST_ATTEMPTS = 5;

/** The API refuses requests that come too fast, and says when to come back. */
async function json(id: string, url: string): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await get(id, url);
    // A page of some proxy is no JSON; like any other form, it is refused with the meter's name.
    if (response.ok) return response.json().catch(() => undefined);
    await response.body?.cancel();
    if (response.status !== 429 || attempt === MOST_ATTEMPTS) {
      throw new Error(`${id}: ${new URL(url).host} answers ${response.status}; try again later`);
    }
    await sleep(Number(response.headers.get("retry-after") ?? attempt * 2) * 1_000);
  }
}

async function get(id: string, url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const { host } = new URL(url);
    throw new Error(`${id}: ${host} cannot be reached (${cause}); refresh where there is Internet`);
  }
}

/** The filter is the API's to understand, so its answer is compared with what was asked. */
function refreshed(id: string, meter: Meter, items: Item[], today: string): Meter {
  const asked = items
    .filter((item) => filterKeys.every((key) => item[key] === meter[key]))
    .filter((item) => item.type === "Consumption" && isValidOn(item, today))
    .toSorted((a, b) => a.tierMinimumUnits - b.tierMinimumUnits);
  const [first, second] = asked;
  if (!first) throw new Error(`${id}: has no price in ${regionOf(meter)}; correct its names`);
  requireKnownForm(id, meter, asked);
  const isFirstFree = first.retailPrice === 0 && second !== undefined;
  const { retailPrice } = isFirstFree ? second : first;
  if (retailPrice <= 0) throw new Error(`${id}: is free now, got price ${retailPrice}; remove it`);
  const { confirmedBy, note, ...rest } = meter;
  return {
    ...rest,
    priceUsd: retailPrice,
    freeUnits: isFirstFree ? second.tierMinimumUnits : 0,
    source: "retail-price-api",
    readOn: today,
    confidence: "read",
  };
}

function isValidOn({ effectiveStartDate, effectiveEndDate }: Item, day: string): boolean {
  const hasBegun = effectiveStartDate.slice(0, day.length) <= day;
  const hasEnded = effectiveEndDate !== undefined && effectiveEndDate.slice(0, day.length) < day;
  return hasBegun && !hasEnded;
}

function requireKnownForm(id: string, { unit }: Meter, items: Item[]): void {
  for (const { currencyCode, unitOfMeasure } of items) {
    if (currencyCode !== "USD") throw new Error(`${id}: is not in USD, got ${currencyCode}`);
    if (unitOfMeasure !== unit) {
      throw new Error(`${id}: is sold by ${unitOfMeasure}, not by ${unit}; see how it is billed`);
    }
  }
  const starts = items.map(({ tierMinimumUnits }) => tierMinimumUnits);
  if (new Set(starts).size < starts.length) {
    const prices = items.map(({ retailPrice }) => retailPrice).join(", ");
    throw new Error(`${id}: has several prices for the same volume, got ${prices}`);
  }
}

function regionOf({ armRegionName }: Meter): string {
  return armRegionName === "" ? "any region" : armRegionName;
}
