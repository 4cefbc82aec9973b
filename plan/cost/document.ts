import type { Alternative } from "./alternatives.ts";
import { type CostLine, sumUsd } from "./line.ts";
import { type Prices, pricesFile } from "./prices.ts";
import type { CostReport, StackReport } from "./report.ts";
import { freeShare, type Usage, usages } from "./usage.ts";

/** The text of docs/cost.md. */
export function costDocument({ prices, stacks }: CostReport): string {
  return `<!-- Generated from the plans of the tiers and ${pricesFile} by \`npm run generate\`. -->
# What the tiers cost

US dollars a month in ${prices.region}, from the price table of ${prices.date}. ${prices.note}
\`npm run cost\` estimates the stacks as they are now, \`npm run cost -- --refresh\` reads today's prices.

${table(["Tier", "Estimate", "First asked to cost", "Budget of the stack", "Fits"], stacks.map(summary))}

The plan of App Service and the servers of PostgreSQL are most of each bill. They are billed by the
hour, used or not; the rest follows the use that is assumed below.

${stacks.map(lineSection).join("\n\n")}

${stacks.map(cheaperSection).filter(Boolean).join("\n\n")}

${stacks.map(savedSection).filter(Boolean).join("\n\n")}

## Assumed use

A plan says nothing about use. Each tier is given this a month, and ${percent(freeShare)} of what
Azure gives each subscription or billing account for nothing, because the tiers share it.

${usageTable(stacks)}

## What costs nothing

${freeTable(stacks)}

## Where the prices come from

${priceTable(prices)}

${Object.entries(prices.sources)
  .map(([key, text]) => `- **${key}**: ${text}`)
  .join("\n")}
`;
}

function summary({ cost, targetUsd }: StackReport): string[] {
  const { stack, totalUsd, budgetUsd, fitsBudget } = cost;
  const fits = fitsBudget ? "yes" : `over by ${usd(totalUsd - budgetUsd)}`;
  return [stack, usd(totalUsd), usd(targetUsd), usd(budgetUsd), fits];
}

function lineSection({ cost }: StackReport): string {
  const { stack, resources, freeGrants, totalUsd } = cost;
  const byComponent = Map.groupBy(resources, ({ component }) => component);
  const rows = [
    ...[...byComponent].flatMap(([component, group]) =>
      merged(group.flatMap(({ lines }) => lines)).map((line) => lineRow(component, line)),
    ),
    ...freeGrants.map((line) => lineRow("given by Azure", line)),
    ["**in all**", "", "", "", `**${totalUsd.toFixed(2)}**`],
  ];
  return `## ${stack}\n\n${table(["Component", "What", "Quantity", "Price", "A month"], rows)}`;
}

/** Lines of the same kind as one: a page needs no row for each of ten alerts. */
function merged(lines: CostLine[]): CostLine[] {
  const kinds = Map.groupBy(lines, ({ meter, what }) => `${meter} ${what}`);
  return [...kinds.values()].flatMap((same) =>
    same.slice(0, 1).map((line) => ({
      ...line,
      quantity: same.reduce((sum, { quantity }) => sum + quantity, 0),
      monthlyUsd: sumUsd(same.map(({ monthlyUsd }) => monthlyUsd)),
    })),
  );
}

function lineRow(from: string, { what, quantity, unit, priceUsd, monthlyUsd }: CostLine) {
  const amount = `${quantity.toLocaleString("en")} × ${unit}`;
  return [from, what, amount, String(priceUsd), monthlyUsd.toFixed(2)];
}

function cheaperSection({ cost, cheaper }: StackReport): string {
  if (cheaper.length === 0) return "";
  const rows = cheaper.map((choice) => [
    choice.what,
    usd(choice.savesUsd),
    usd(choice.totalUsd),
    choice.effect,
    configText(choice),
  ]);
  const heads = ["Choice", "Saves", "Then in all", "What it means", "Configuration"];
  return `## Cheaper choices for ${cost.stack}\n\n${table(heads, rows)}`;
}

function savedSection({ cost, saved }: StackReport): string {
  if (saved.length === 0) return "";
  const rows = saved.map((choice) => [
    choice.what,
    usd(-choice.savesUsd),
    usd(choice.totalUsd),
    configText(choice),
  ]);
  const heads = ["Without", "Saves", "With it, in all", "Configuration"];
  return `## What ${cost.stack} saves, compared with prod\n\n${table(heads, rows)}`;
}

function configText({ config }: Alternative): string {
  return Object.entries(config)
    .map(([key, value]) => `\`${key}: ${value}\``)
    .join(", ");
}

const usageRows: [label: string, figure: (usage: Usage) => number][] = [
  ["Database backups, GB", ({ databaseBackupGb }) => databaseBackupGb],
  ["Blobs of the application, GB", ({ blobs }) => blobs["storage-account"]?.storedGb ?? 0],
  ["Logs, GB a day", ({ logGbPerDay }) => logGbPerDay],
  ["Traffic to the Internet, GB", ({ outboundGb }) => outboundGb],
  ["Through each private endpoint, GB each way", ({ privateEndpointGb }) => privateEndpointGb],
  ["Operations on the vault", ({ vaultOperations }) => vaultOperations],
  ["Look-ups in each private DNS zone", ({ dnsQueries }) => dnsQueries],
];

function usageTable(stacks: StackReport[]): string {
  const rows = usageRows.map(([label, figure]) => [
    label,
    ...stacks.map(({ cost }) => figure(usages[cost.tier]).toLocaleString("en")),
  ]);
  return table(["Use", ...stacks.map(({ cost }) => cost.stack)], rows);
}

function freeTable(stacks: StackReport[]): string {
  const reasons = stacks
    .flatMap(({ cost }) => cost.resources)
    .flatMap(({ type, freeBecause }) => (freeBecause === null ? [] : [[type, freeBecause]]));
  const rows = [...new Map(reasons.map((row) => [row[0], row])).values()];
  return table(["Type", "Why"], rows.toSorted(byFirstCell));
}

function priceTable({ meters }: Prices): string {
  const rows = Object.entries(meters).map(([id, meter]) => [
    `\`${id}\``,
    `${meter.productName}, ${meter.meterName}`,
    meter.armRegionName || "any",
    `${meter.priceUsd} for ${meter.unit}`,
    meter.freeUnits === 0 ? "" : String(meter.freeUnits),
    `${meter.confidence} on ${meter.readOn}: ${meter.source}`,
    [meter.confirmedBy, meter.note].filter(Boolean).join(". "),
  ]);
  const heads = [
    "Meter",
    "Azure's name",
    "Region",
    "Price",
    "Free units",
    "Source",
    "Confirmed by",
  ];
  return table(heads, rows);
}

function table(heads: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${"---|".repeat(heads.length)}`, ...rows.map(line)].join("\n");
}

function byFirstCell([a = ""]: string[], [b = ""]: string[]): number {
  return a.localeCompare(b);
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
