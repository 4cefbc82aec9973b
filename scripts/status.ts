import { parseArgs } from "node:util";
import { prepareEngine, runScript } from "./platform.ts";
import { openLocalStack } from "./stack.ts";
import { readStatus } from "./status/read.ts";
import { showStatus } from "./status/show.ts";

/** `npm run status`: what runs and how it is. Ends with code 1 when something is not well. */
await runScript(async () => {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const { engine, backend } = await prepareEngine();
  const status = await readStatus(await openLocalStack(engine, backend));
  if (values.json) process.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
  else showStatus(status);
  if (!status.healthy) process.exitCode = 1;
});
