import { parseArgs } from "node:util";
import { type OutputFormat, outputFormats } from "./output-formats.ts";
import { prepareEngine, runScript } from "./platform.ts";
import { openStack } from "./stack.ts";

const formats = Object.keys(outputFormats).join("|");
const usage = `npm run outputs -- <stack> [--format ${formats}]`;

/** `npm run outputs`: hands the outputs of a stack to an application, a workflow or a person. */
await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { format: { type: "string", default: "json" } },
  });
  const [stackName, ...rest] = positionals;
  if (!stackName || rest.length > 0) throw new Error(`stack: name one; use ${usage}`);
  if (!(values.format in outputFormats)) {
    throw new Error(`--format: unknown, got ${values.format}; use ${formats}`);
  }
  const { engine, backend } = await prepareEngine();
  const stack = await openStack(stackName, engine, backend);
  const outputs = await stack.outputs();
  if (Object.keys(outputs).length === 0) {
    throw new Error(`${stackName}: has no outputs yet; bring the stack up first`);
  }
  process.stdout.write(outputFormats[values.format as OutputFormat](outputs));
});
