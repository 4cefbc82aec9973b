import { parseArgs } from "node:util";
import { findEngine } from "./engine.ts";
import { type OutputFormat, outputFormats } from "./output-formats.ts";
import { runScript } from "./platform.ts";
import { openStack, projectDirectory } from "./stack.ts";
import { prepareState } from "./state.ts";

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
  const engine = await findEngine({ env: process.env, projectDirectory, onProgress: () => {} });
  const stack = await openStack(
    stackName,
    engine,
    await prepareState(projectDirectory, process.env),
  );
  const outputs = await stack.outputs();
  if (Object.keys(outputs).length === 0) {
    throw new Error(`${stackName}: has no outputs yet; bring the stack up first`);
  }
  process.stdout.write(outputFormats[values.format as OutputFormat](outputs));
});
