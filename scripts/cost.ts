import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { type Prices, pricesFile, readPrices } from "../plan/cost/prices.ts";
import { azureStacks, costReport } from "../plan/cost/report.ts";
import { refreshedPrices } from "../plan/cost/retail-api.ts";
import { textReport } from "../plan/cost/text-report.ts";
import { runScript } from "./platform.ts";
import { projectDirectory } from "./stack.ts";
import { note, step } from "./terminal.ts";

const usage = `npm run cost -- [stack…] [--json] [--refresh]

Estimates what stacks on Azure cost a month, without an account: ${azureStacks.join(", ")} unless some are named.

  --json     the whole report for a program
  --refresh  reads the prices from Azure first and rewrites ${pricesFile}
`;

/** `npm run cost`: what a month costs, whether it fits the budget, and what would be cheaper. */
await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      refresh: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  for (const stack of positionals.filter((name) => !azureStacks.includes(name))) {
    throw new Error(`${stack}: has no cost on Azure; use ${azureStacks.join(", ")}`);
  }
  const prices = values.refresh ? await refresh() : readPrices();
  const report = await costReport(positionals.length > 0 ? positionals : azureStacks, prices);
  const colors = pc.createColors(Boolean(process.stdout.isTTY) && pc.isColorSupported);
  process.stdout.write(
    values.json ? `${JSON.stringify(report, null, 2)}\n` : textReport(report, colors),
  );
});

async function refresh(): Promise<Prices> {
  const known = readPrices();
  const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
  const prices = await step(
    "prices",
    () => refreshedPrices(known, { today }),
    ({ meters }) => `${Object.keys(meters).length} read for ${known.region}`,
  );
  await writeFile(join(projectDirectory, pricesFile), `${JSON.stringify(prices, null, 2)}\n`);
  note(`${pricesFile} is rewritten; \`npm run generate\` brings docs/cost.md up to date.`);
  return prices;
}
