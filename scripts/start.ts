import pc from "picocolors";
import type { LocalOutputs } from "../stacks/outputs.ts";
import { bringUp } from "./bring-up.ts";
import { importChats } from "./import-chats.ts";
import { localMachine } from "./local-machine.ts";
import { openPlatform, runScript, whileAlone } from "./platform.ts";
import { storedStack } from "./stored-stack.ts";
import { note } from "./terminal.ts";

/** `npm start`: brings the local stack up, imports the chats, says where everything is. */
await runScript(() => whileAlone(start));

async function start() {
  const platform = await openPlatform();
  const stored = await storedStack(platform.stack);
  const machine = await localMachine(platform, stored.running, true);
  const outputs = await bringUp(platform, stored, machine);
  note("");
  const args = process.argv.slice(2);
  await importChats(machine, outputs.dataDirectory, platform.stack.name, args);
  showWhatToTry(outputs);
}

function showWhatToTry({ pageUrl, searchUrl, metricsUrl, grafanaUrl }: LocalOutputs) {
  const grafana = grafanaUrl === null ? "" : `\n  grafana   ${pc.cyan(grafanaUrl)}  (user admin)`;
  const password =
    grafanaUrl === null
      ? ""
      : `
  npm run pulumi -- stack output grafanaPassword --show-secrets`;
  process.stdout.write(`
  page      ${pc.cyan(pageUrl)}
  search    ${pc.cyan(searchUrl)}
  metrics   ${pc.cyan(metricsUrl)}${grafana}

Try
  npm run chats -- search "why do sign-in tests fail now and then"
  curl -s ${searchUrl} -H 'content-type: application/json' -d '{"query":"slow database query"}'${password}
  npm run status      what runs, and how it is
  npm stop            stop everything; the chats stay (--purge removes them too)
`);
}
