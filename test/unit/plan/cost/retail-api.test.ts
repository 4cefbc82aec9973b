import { describe, expect, it } from "vitest";
import { pricesSchema } from "../../../../plan/cost/prices.ts";
import { refreshedPrices } from "../../../../plan/cost/retail-api.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { examplePrices } from "./example.ts";
import { type RetailItem, retailApi, retailItem } from "./retail-api-stand-in.ts";

const planB1 = {
  serviceName: "Azure App Service",
  productName: "Azure App Service Basic Plan - Linux",
  skuName: "B1",
  meterName: "B1",
};
const known = examplePrices({
  "app-service-b1": { ...planB1, priceUsd: 0.5, freeUnits: 7, confirmedBy: "example", note: "old" },
});
const today = "2026-11-21";

/** What the table says of plan B1 after a refresh from these prices. */
async function refreshedB1(items: RetailItem[]) {
  const { url } = await retailApi(items);
  return (await refreshedPrices(known, { url, today })).meters["app-service-b1"];
}

describe("a refresh of the price table", () => {
  it("takes over price, date and source, and keeps the names of the meter", async () => {
    const api = await retailApi([retailItem()]);
    const prices = await refreshedPrices(known, { url: api.url, today });
    expect(prices).toEqual({
      note: "An example.",
      date: today,
      region: "westeurope",
      currency: "USD",
      sources: { "retail-price-api": api.url },
      meters: {
        "app-service-b1": {
          ...planB1,
          armRegionName: "westeurope",
          unit: "1 Hour",
          priceUsd: 0.018,
          freeUnits: 0,
          source: "retail-price-api",
          readOn: today,
          confidence: "read",
        },
      },
    });
    expect(pricesSchema.safeParse(prices).success).toBe(true);
    expect(api.filters).toEqual([
      "serviceName eq 'Azure App Service' and productName eq 'Azure App Service Basic Plan - Linux'" +
        " and skuName eq 'B1' and meterName eq 'B1' and armRegionName eq 'westeurope'" +
        " and priceType eq 'Consumption'",
    ]);
  });

  it("finds the price among those of other systems, regions and contracts", async () => {
    const meter = await refreshedB1([
      retailItem({ retailPrice: 0.075, productName: "Azure App Service Basic Plan" }),
      retailItem({ retailPrice: 0.017, armRegionName: "eastus" }),
      retailItem({ retailPrice: 0.012, type: "DevTestConsumption" }),
      retailItem({ retailPrice: 90, type: "Reservation" }),
      retailItem({ retailPrice: 0.019 }),
    ]);
    expect(meter?.priceUsd).toBe(0.019);
  });

  it("reads what is free, and the price from there on, over several pages", async () => {
    const tier = (tierMinimumUnits: number, retailPrice: number) =>
      retailItem({ tierMinimumUnits, retailPrice });
    const api = await retailApi([tier(10_000, 0.08), tier(0, 0), tier(100, 0.09)], 1);
    const { meters } = await refreshedPrices(known, { url: api.url, today });
    expect(meters["app-service-b1"]).toMatchObject({ priceUsd: 0.09, freeUnits: 100 });
  });

  it("passes over prices that are no longer or not yet valid", async () => {
    const meter = await refreshedB1([
      retailItem({ retailPrice: 1, effectiveEndDate: "2026-11-20T23:59:00Z" }),
      retailItem({ retailPrice: 2, effectiveStartDate: "2026-11-21T00:00:00Z" }),
      retailItem({ retailPrice: 3, effectiveStartDate: "2026-12-01T00:00:00Z" }),
    ]);
    expect(meter?.priceUsd).toBe(2);
  });

  it("keeps quotes in a name from ending the filter", async () => {
    const skuName = "O'Neill and B1";
    const prices = examplePrices({ odd: { ...planB1, skuName: "O'Neill" } });
    const api = await retailApi([retailItem({ skuName: "O'Neill" }), retailItem({ skuName })]);
    const { meters } = await refreshedPrices(prices, { url: api.url, today });
    expect(meters.odd?.priceUsd).toBe(0.018);
    expect(api.filters[0]).toContain("skuName eq 'O''Neill'");
  });

  it("comes back when the API says that it asks too fast", async () => {
    const api = await retailApi([retailItem()]);
    const tooFast: (typeof api.refusals)[number] = (response) =>
      response.writeHead(429, { "retry-after": "0" }).end();
    api.refusals.push(tooFast, tooFast);
    const { meters } = await refreshedPrices(known, { url: api.url, today });
    expect(meters["app-service-b1"]?.priceUsd).toBe(0.018);
  });
});

describe("a refresh that cannot be trusted", () => {
  it.each([
    ["no price", [], "has no price in westeurope; correct its names"],
    ["another currency", [retailItem({ currencyCode: "EUR" })], "is not in USD, got EUR"],
    [
      "another unit",
      [retailItem({ unitOfMeasure: "1 Month" })],
      "is sold by 1 Month, not by 1 Hour; see how it is billed",
    ],
    [
      "two prices for the same volume",
      [retailItem(), retailItem({ retailPrice: 0.02, meterId: "other" })],
      "has several prices for the same volume, got 0.018, 0.02",
    ],
    ["a price of nothing", [retailItem({ retailPrice: 0 })], "is free now, got price 0; remove it"],
  ])("is refused with %s", async (_what, items, message) => {
    await expect(refreshedB1(items)).rejects.toThrow(`app-service-b1: ${message}`);
  });

  it("is refused with a form that is not the API's", async () => {
    const api = await retailApi([retailItem()]);
    api.refusals.push((response) => response.end('{"Items":[{"retailPrice":"cheap"}]}'));
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow(
      /^app-service-b1: the answer is not of the API's form: [\s\S]*Items\[0\]\.retailPrice/,
    );
    api.refusals.push((response) => response.end("<html>Sign in</html>"));
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow(
      "app-service-b1: the answer is not of the API's form",
    );
  });

  it("is refused by a server that fails or is too busy for long", async () => {
    const api = await retailApi([retailItem()]);
    api.refusals.push((response) => response.writeHead(503).end());
    const host = new URL(api.url).host;
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow(
      `app-service-b1: ${host} answers 503; try again later`,
    );
    const tooFast: (typeof api.refusals)[number] = (response) =>
      response.writeHead(429, { "retry-after": "0" }).end();
    api.refusals.push(...Array<typeof tooFast>(5).fill(tooFast));
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow("answers 429");
  });

  it("is refused without a network", async () => {
    const { port } = await freePorts("port");
    const url = `http://127.0.0.1:${port}/api/retail/prices`;
    await expect(refreshedPrices(known, { url, today })).rejects.toThrow(
      `app-service-b1: 127.0.0.1:${port} cannot be reached (Error: connect ECONNREFUSED`,
    );
  });

  it("follows no link to another server, and none without end", async () => {
    const api = await retailApi([retailItem()]);
    const page = (next: string) => (response: { end(text: string): unknown }) =>
      void response.end(JSON.stringify({ BillingCurrency: "USD", Items: [], NextPageLink: next }));
    api.refusals.push(page("http://prices.example.com/"));
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow(
      "app-service-b1: the next page is elsewhere, got http://prices.example.com/",
    );
    api.refusals.push(...Array.from({ length: 11 }, () => page(api.url)));
    await expect(refreshedPrices(known, { url: api.url, today })).rejects.toThrow(
      "app-service-b1: the answer has more than 10 pages",
    );
  });
});
