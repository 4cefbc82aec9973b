import { command as run } from "./ci/command.ts";
import { operator } from "./operator.ts";
import { explain, prepareEngine } from "./platform.ts";
import { type DrillResult, drill } from "./restore-drill/drill.ts";
import { type DrillCommand, readCommand, usage } from "./restore-drill/options.ts";
import { readSource } from "./restore-drill/source.ts";
import { tableCounts } from "./restore-drill/table-counts.ts";
import { openStack } from "./stack.ts";
import { note } from "./terminal.ts";

/** `npm run restore-drill -- <stack>`: can the database be restored, and how long does that take? */
process.exitCode = await main(process.argv.slice(2));

/** Gives the exit code: see `usage`. */
async function main(args: string[]): Promise<number> {
  try {
    const command = readCommand(args);
    if (command !== "help") return await runDrill(command);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    note(explain(error));
    return 1;
  }
}

async function runDrill(command: DrillCommand): Promise<number> {
  const { engine, backend } = await prepareEngine();
  const source = await readSource(await openStack(command.stack, engine, backend));
  const using = operator({ isDryRun: command.isDryRun, run, tell: note });
  const result = await drill(using, source, command, {
    countsOf: tableCounts,
    time: () => new Date(),
    tell: note,
    signal: interruption(),
  });
  if (result === undefined) {
    note(`Dry run: ${using.changes} changes would be made, none was.`);
    return 0;
  }
  process.stdout.write(resultText(result, command));
  return result.problems.length > 0 ? 2 : 0;
}

function resultText({ host, tables, problems, ...took }: DrillResult, { isKept }: DrillCommand) {
  const counts = tables.map(
    ({ name, source = "unknown", restored = "missing" }) =>
      `  ${name}: ${restored} of ${source} rows`,
  );
  return [
    `Restored in ${minutes(took.restoreSeconds)}, first answer ${minutes(took.connectSeconds)} later.`,
    ...counts,
    ...(problems.length > 0
      ? ["Not all data are there:", ...problems.map((one) => `  ${one}`)]
      : []),
    ...(isKept ? [`${host} is kept; delete its resource group when you are done.`] : []),
    "",
  ].join("\n");
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}

/** What was made is deleted first; a second Ctrl-C ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  return controller.signal;
}
