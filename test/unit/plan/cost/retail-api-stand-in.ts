import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One price as the API answers it; keys that nobody reads are there as well. */
export type RetailItem = ReturnType<typeof retailItem>;

export interface RetailApi {
  url: string;
  /** The `$filter` of each request for a first page, in their order. */
  filters: string[];
  /** Answers that are given before the real ones. */
  refusals: ((response: ServerResponse) => void)[];
}

/** A price of plan B1 in West Europe, with what `facts` override. */
export function retailItem(facts: object = {}) {
  return {
    currencyCode: "USD",
    tierMinimumUnits: 0,
    retailPrice: 0.018,
    unitPrice: 0.018,
    armRegionName: "westeurope",
    location: "EU West",
    effectiveStartDate: "2019-06-01T00:00:00Z",
    meterId: "5cc4a9d2-0b3c-4b4a-8d9d-f6f4f1c0a001",
    meterName: "B1",
    productId: "DZH318Z0BPVK",
    skuId: "DZH318Z0BPVK/0010",
    productName: "Azure App Service Basic Plan - Linux",
    skuName: "B1",
    serviceName: "Azure App Service",
    serviceId: "DZH313Z7MMC8",
    serviceFamily: "Compute",
    unitOfMeasure: "1 Hour",
    type: "Consumption",
    isPrimaryMeterRegion: true,
    armSkuName: "",
    ...facts,
  };
}

/**
 * Stands in for the retail price API on a port of its own: `$filter` with `eq` and `and`, pages with
 * a link to the next, prices in the currency that is asked for. It does not prove that the real
 * API knows the names of our meters, still answers in this form, or how fast it may be asked.
 */
export async function retailApi(items: RetailItem[], pageSize = 100): Promise<RetailApi> {
  const filters: string[] = [];
  const refusals: RetailApi["refusals"] = [];
  const server = createServer((request, response) => {
    const refuse = refusals.shift();
    if (refuse) return refuse(response);
    const url = new URL(request.url ?? "", api.url);
    const filter = url.searchParams.get("$filter") ?? "";
    const skip = Number(url.searchParams.get("$skip") ?? 0);
    if (skip === 0) filters.push(filter);
    const found = items.filter((item) => matches(item, filter));
    const page = found.slice(skip, skip + pageSize);
    url.searchParams.set("$skip", String(skip + pageSize));
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(
      JSON.stringify({
        BillingCurrency: "USD",
        CustomerEntityId: "Default",
        CustomerEntityType: "Retail",
        Items: page,
        NextPageLink: skip + pageSize < found.length ? url.href : null,
        Count: page.length,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const api = { url: `http://127.0.0.1:${port}/api/retail/prices`, filters, refusals };
  return api;
}

/** In a filter, `priceType` is what the answer calls `type`. */
function matches(item: RetailItem, filter: string): boolean {
  return filter.split(" and ").every((condition) => {
    const [, key = "", value = ""] = /^(\w+) eq '(.*)'$/.exec(condition) ?? [];
    const property = key === "priceType" ? "type" : key;
    return item[property as keyof RetailItem] === value.replaceAll("''", "'");
  });
}
