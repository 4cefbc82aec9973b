import { readFileSync } from "node:fs";
import pc from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { costDocument } from "../../../../plan/cost/document.ts";
import { readPrices } from "../../../../plan/cost/prices.ts";
import { type CostReport, costReport } from "../../../../plan/cost/report.ts";
import { rules } from "../../../../plan/cost/rules.ts";
import { costOfStack } from "../../../../plan/cost/stack.ts";
import { textReport } from "../../../../plan/cost/text-report.ts";
import type { ResourceGraph } from "../../../../plan/graph.ts";
import { recordedStacks, recordPlatform } from "../../../../plan/stacks.ts";

const prices = readPrices();
const plain = pc.createColors(false);
let report: CostReport;
const graphs: Record<string, ResourceGraph> = {};

// Some thirty plans, each recorded for its difference.
beforeAll(async () => {
  report = await costReport();
  for (const stack of Object.keys(recordedStacks)) graphs[stack] = await recordPlatform(stack);
}, 120_000);

function stackReport(stack: string) {
  const found = report.stacks.find(({ cost }) => cost.stack === stack);
  if (!found) throw new Error(`${stack}: is not in the report`);
  return found;
}

/** Quantities times prices, counted apart from the code under test: each line in whole cents. */
function sumOf(quantities: [meter: string, quantity: number][]): number {
  const cents = quantities.map(([meter, quantity]) =>
    Math.round(quantity * (prices.meters[meter]?.priceUsd ?? Number.NaN) * 100),
  );
  return cents.reduce((sum, amount) => sum + amount, 0) / 100;
}

const countOf = (stack: string, type: string) =>
  graphs[stack]?.resources.filter((resource) => resource.type === type).length ?? 0;

/** Of alerts, which every tier has, one line each. */
function alertLines(stack: string): [string, number][] {
  const series = countOf(stack, "azure-native:monitor:MetricAlert");
  const queries = countOf(stack, "azure-native:monitor:ScheduledQueryRule");
  return [
    ...Array<[string, number]>(series).fill(["metric-alert-series", 1]),
    ...Array<[string, number]>(queries).fill(["log-alert-15-minutes", 1]),
    ["metric-alert-series", -10 / 3],
    ["web-test-executions", (stack === "prod" ? 5 : 1) * 4 * 730],
  ];
}

const smallTier = (stack: string): [string, number][] => [
  ["app-service-b1", 730],
  ["postgresql-b1ms", 730],
  ["postgresql-storage", 32],
  ["blob-lrs-stored", 2],
  ["blob-lrs-writes", 2],
  ["blob-lrs-reads", 5],
  ["blob-lrs-stored", 1],
  ["blob-lrs-writes", 0.1],
  ["blob-lrs-reads", 0.5],
  ["vault-operations", 2],
  ["log-ingestion", (0.1 * 730) / 24],
  ["log-ingestion", -5 / 3],
  ["internet-outbound", 5],
  ["internet-outbound", -5],
  ...alertLines(stack),
];

const endpoint: [string, number][] = [
  ["private-endpoint", 730],
  ["private-endpoint-inbound", 20],
  ["private-endpoint-outbound", 20],
];

const zone: [string, number][] = [
  ["private-dns-zone", 1],
  ["private-dns-queries", 2],
];

const largeTier = (stack: string): [string, number][] => [
  ["app-service-p1v2", 730],
  ["postgresql-dsv3-vcore", 2 * 2 * 730],
  ["postgresql-storage", 2 * 64],
  ["postgresql-backup", 2 * 50 - 64],
  ["blob-zrs-stored", 50],
  ["blob-zrs-writes", 20],
  ["blob-zrs-reads", 50],
  ["blob-zrs-stored", 1],
  ["blob-zrs-writes", 0.1],
  ["blob-zrs-reads", 0.5],
  ["vault-operations", 10],
  ["log-ingestion", (0.3 * 730) / 24],
  ["log-ingestion", -5 / 3],
  ["log-retention", 0.3 * (90 - 31)],
  ["internet-outbound", 50],
  ["internet-outbound", -100 / 3],
  ...[endpoint, endpoint, zone, zone, zone].flat(),
  ...alertLines(stack),
];

describe("the tiers", () => {
  it.each([
    ["dev", smallTier],
    ["staging", smallTier],
    ["prod", largeTier],
  ])("cost what their parts cost: %s", (stack, tier) => {
    expect(stackReport(stack).cost.totalUsd).toBe(sumOf(tier(stack)));
  });

  it("are compared with what they were first asked to cost", () => {
    expect(report.stacks.map(({ cost, targetUsd }) => [cost.stack, targetUsd])).toEqual([
      ["dev", 30],
      ["staging", 35],
      ["prod", 250],
    ]);
  });

  it("have a price, or a reason for having none, for every resource of every stack", () => {
    const types = Object.values(graphs)
      .flatMap(({ resources }) => resources)
      .flatMap(({ type, isComponent }) => (isComponent ? [] : [type]));
    expect(types.length).toBeGreaterThan(200);
    const missing = [...new Set(types)].filter((type) => !Object.hasOwn(rules, type));
    expect(missing, "has no price: add one to plan/cost/rules.ts").toEqual([]);
    for (const { cost } of report.stacks) {
      for (const { name, lines, freeBecause } of cost.resources) {
        expect(lines.length > 0, name).toBe(freeBecause === null);
      }
    }
  });
});

describe("the alternatives", () => {
  const savings = (stack: string, list: "cheaper" | "saved") =>
    Object.fromEntries(stackReport(stack)[list].map(({ what, savesUsd }) => [what, savesUsd]));

  it("of prod save what they leave out", () => {
    const saved = savings("prod", "cheaper");
    expect(saved["No standby database"]).toBe(
      sumOf([
        ["postgresql-dsv3-vcore", 2 * 730],
        ["postgresql-storage", 64],
      ]),
    );
    expect(saved["Plan P0v3"]).toBeCloseTo(
      sumOf([
        ["app-service-p1v2", 730],
        ["app-service-p0v3", -730],
      ]),
      9,
    );
    expect(saved["Public network"]).toBe(sumOf([endpoint, endpoint, zone, zone, zone].flat()));
    expect(saved["Backups in one region"]).toBe(sumOf([["postgresql-backup", 36]]));
    expect(saved["Logs for 30 days"]).toBe(sumOf([["log-retention", 17.7]]));
  });

  it("of a lower tier save what the choices of prod would add", () => {
    for (const stack of ["dev", "staging"]) {
      const saved = savings(stack, "saved");
      expect(saved["A Premium plan with a slot"]).toBeCloseTo(
        sumOf([
          ["app-service-b1", 730],
          ["app-service-p1v2", -730],
        ]),
        9,
      );
      expect(saved["The same with a standby"]).toBeCloseTo(
        sumOf([
          ["postgresql-b1ms", 730],
          ["postgresql-dsv3-vcore", -2 * 2 * 730],
          ["postgresql-storage", -32],
        ]),
        9,
      );
      expect(saved["More database storage"]).toBeCloseTo(-sumOf([["postgresql-storage", 32]]), 9);
    }
  });

  it("are whole stacks, so that total and saving belong together", () => {
    for (const { cost, cheaper, saved } of report.stacks) {
      expect(cheaper.length + saved.length).toBeGreaterThan(8);
      for (const { what, totalUsd, savesUsd } of [...cheaper, ...saved]) {
        expect(totalUsd + savesUsd, what).toBeCloseTo(cost.totalUsd, 9);
      }
    }
  });

  it("are offered one way: prod gives up, the lower tiers do without", () => {
    const lists = report.stacks.map(({ cheaper, saved }) => [cheaper.length > 0, saved.length > 0]);
    expect(lists).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
  });
});

describe("the report", () => {
  it("says at a terminal what each stack costs and whether it fits", () => {
    const { cost, cheaper } = stackReport("prod");
    const text = textReport({ prices, stacks: [{ ...stackReport("prod"), cheaper }] }, plain);
    expect(text).toContain(`prices of westeurope on ${prices.date}`);
    expect(text).toMatch(/^ {2}backend\n {4}backend-plan +plan P1v2 +730 {2}× 1 Hour +\$0\.115 /m);
    const mark = cost.fitsBudget ? "✓ fits" : "✗ over by";
    expect(text).toContain(`$${cost.totalUsd.toFixed(2)} in all, budget $`);
    expect(text).toContain(mark);
    expect(text).toMatch(/Cheaper choices\n {2}No standby database +−\$\d+\.\d\d +→ \$\d+\.\d\d/);
    expect(text).not.toContain("\u001B[");
  });

  it("shows both figures where the budget is not what was first asked for", () => {
    const prod = stackReport("prod");
    const cost = { ...prod.cost, totalUsd: 480, budgetUsd: 500, fitsBudget: true };
    const text = textReport({ prices, stacks: [{ ...prod, cost }] }, plain);
    expect(text).toContain(
      "$480.00 in all, budget $500.00, first asked to cost $250.00  ✓ fits, $20.00 are left",
    );
  });

  it("warns when the stack is not where the prices are from", () => {
    const dev = stackReport("dev");
    const elsewhere = { ...dev, cost: { ...dev.cost, location: "eastus" } };
    const warning = "The stack is in eastus, where prices may differ.";
    expect(textReport({ prices, stacks: [elsewhere] }, plain)).toContain(warning);
    expect(textReport({ prices, stacks: [dev] }, plain)).not.toContain(warning);
  });

  it("is in docs/cost.md as it is now", () => {
    const hint = "docs/cost.md is out of date: run `npm run generate`";
    expect(readFileSync("docs/cost.md", "utf8"), hint).toBe(costDocument(report));
  });
});

it("a stack that is given less or more costs less or more", async () => {
  const cheap = await recordPlatform("prod", { databaseStorageGb: "32" });
  const saved = stackReport("prod").cost.totalUsd - costOfStack(cheap, prices).totalUsd;
  // Smaller storage also covers fewer backups.
  const storage = sumOf([["postgresql-storage", 64]]);
  const backups = sumOf([["postgresql-backup", 68]]) - sumOf([["postgresql-backup", 36]]);
  expect(saved).toBeCloseTo(storage - backups, 9);
});
