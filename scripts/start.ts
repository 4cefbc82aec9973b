import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import pc from "picocolors";
import { type LocalOutputs, localOutputsSchema } from "../stacks/outputs.ts";
import { importChats } from "./import-chats.ts";
import { operate } from "./operation.ts";
import { openPlatform, type Platform, runScript, whileAlone } from "./platform.ts";
import { note, step } from "./terminal.ts";

/** `npm start`: brings the local stack up, imports the chats, says where everything is. */
await runScript(() => whileAlone(start));

async function start() {
  const platform = await openPlatform();
  const outputs = await bringUp(platform);
  note("");
  await importChats(outputs.dataDirectory, process.argv.slice(2));
  showWhatToTry(outputs);
}

async function bringUp(platform: Platform): Promise<LocalOutputs> {
  const { result } = await step(
    "platform",
    (progress) =>
      operate(platform, progress, (stack, options) => stack.up({ ...options, refresh: true })),
    ({ result, summary }) => `${summary} (runtime ${runtimeOf(result.outputs)})`,
  );
  const values = Object.entries(result.outputs).map(([name, { value }]) => [name, value]);
  return localOutputsSchema.parse(Object.fromEntries(values));
}

/** For example `process, auto: the Docker runtime is not built yet`. */
function runtimeOf({ runtime, runtimeReason }: OutputMap): string {
  return `${runtime?.value}, ${runtimeReason?.value}`;
}

function showWhatToTry({ pageUrl, searchUrl, metricsUrl }: LocalOutputs) {
  process.stdout.write(`
  page      ${pc.cyan(pageUrl)}
  search    ${pc.cyan(searchUrl)}
  metrics   ${pc.cyan(metricsUrl)}

Try
  npm run chats -- search "why do sign-in tests fail now and then"
  curl -s ${searchUrl} -H 'content-type: application/json' -d '{"query":"slow database query"}'
  npm run status      what runs, and how it is
  npm stop            stop everything; the chats stay (--purge removes them too)
`);
}
