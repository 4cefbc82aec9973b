import { appendFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { azureLogin } from "../../../scripts/azure-login.ts";
import { runSwap, runToEnd } from "../../../scripts/swap/command.ts";
import { readCommand } from "../../../scripts/swap/options.ts";
import { type Report, swapEvent } from "../../../scripts/swap/report.ts";
import type { Target } from "../../../scripts/swap/target.ts";

// `npm run swap` as a process that a test can kill, without the engine: the target is an argument, and
// what would go into the state goes into a file. Its lines are events.
const [target = "", recordFile = "", ...args] = process.argv.slice(2);
const command = readCommand(args);
if (command === "help") throw new Error("no help is tested here");
const report: Report = (...event) => {
  process.stdout.write(`${JSON.stringify(swapEvent(...event))}\n`);
};
const interruption = new AbortController();
process.once("SIGTERM", () => interruption.abort(new Error("interrupted")));

const surroundings = {
  credential: azureLogin(),
  env: process.env,
  report,
  async record(packageUrl: string) {
    report("record", "recording");
    // As long as a test needs to kill it.
    await wait(200);
    appendFileSync(recordFile, `${packageUrl}\n`);
  },
  signal: interruption.signal,
};
process.exitCode = await runToEnd(
  () => runSwap(command, JSON.parse(target) as Target, surroundings),
  report,
);
