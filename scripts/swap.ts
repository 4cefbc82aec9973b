import { azureLogin } from "./azure-login.ts";
import { explain, prepareEngine } from "./platform.ts";
import { openStack, projectDirectory } from "./stack.ts";
import { checkMigrations, runSwap, runToEnd, type Surroundings } from "./swap/command.ts";
import { readCommand, type SwapCommand, usage } from "./swap/options.ts";
import { recordLivePackage } from "./swap/record-live-package.ts";
import { eventLine, type Report, swapEvent } from "./swap/report.ts";
import { readTarget, siteIdOf } from "./swap/target.ts";
import { note } from "./terminal.ts";

/** `npm run swap -- <stack>`: puts what the staging slot has into production. */
process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const command = readCommand(args);
    if (command !== "help") return execute(command);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    note(explain(error));
    return 2;
  }
}

function execute(command: SwapCommand): Promise<number> {
  const report: Report = (...happened) => {
    const event = swapEvent(...happened);
    if (command.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    else note(eventLine(event));
  };
  return runToEnd(async () => {
    const { engine, backend } = await prepareEngine();
    const stack = await openStack(command.stack, engine, backend);
    const surroundings: Surroundings = {
      credential: azureLogin(),
      env: process.env,
      report,
      record: (packageUrl) => recordLivePackage(stack, packageUrl),
      signal: interruption(),
    };
    return command.action === "check-migrations"
      ? checkMigrations(await siteIdOf(stack), projectDirectory, command, surroundings)
      : runSwap(command, await readTarget(stack), surroundings);
  }, report);
}

/** A second Ctrl-C ends the process at once, which the next run puts up with as well. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  return controller.signal;
}
