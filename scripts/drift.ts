import { azureLogin } from "./azure-login.ts";
import { settingDifferences, wantedSettings } from "./drift/app-settings.ts";
import type { Difference } from "./drift/difference.ts";
import { tellInIssue } from "./drift/issue.ts";
import { noiseReason } from "./drift/known-noise.ts";
import { type DriftCommand, readCommand, usage } from "./drift/options.ts";
import { refreshedDifferences } from "./drift/refresh.ts";
import { differenceLine, placesText } from "./drift/text.ts";
import { explain, prepareEngine } from "./platform.ts";
import { openStack } from "./stack.ts";
import { managementApi } from "./swap/management-api.ts";
import { note } from "./terminal.ts";

/** `npm run drift -- <stack>`: does Azure still look as the stack says? */
process.exitCode = await main(process.argv.slice(2));

/** Gives the exit code: see `usage`. */
async function main(args: string[]): Promise<number> {
  try {
    const command = readCommand(args);
    if (command !== "help") return await look(command);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    note(explain(error));
    return 1;
  }
}

async function look(command: DriftCommand): Promise<number> {
  const differences = await allDifferences(command);
  const drift = differences.filter((one) => noiseReason(one) === undefined);
  const noise = differences.flatMap((one) => {
    const reason = noiseReason(one);
    return reason === undefined ? [] : [{ ...one, reason }];
  });
  if (command.json) {
    process.stdout.write(`${JSON.stringify({ stack: command.stack, drift, noise }, null, 2)}\n`);
  } else {
    for (const one of drift) process.stdout.write(`${differenceLine(one)}\n`);
  }
  note(summary(command.stack, drift, noise));
  const run = runUrl(process.env);
  const change = run && (await tellInIssue(command.stack, drift, run));
  if (change) note(`Issue #${change.number} is ${change.action}.`);
  return drift.length > 0 ? 2 : 0;
}

async function allDifferences({ stack: name, managementUrl }: DriftCommand): Promise<Difference[]> {
  // A fresh checkout does not know the key of a stack's secrets; the stack itself does.
  process.env.PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER ??= "true";
  const { engine, backend } = await prepareEngine();
  const stack = await openStack(name, engine, backend);
  const signal = interruption();
  const refreshed = await refreshedDifferences(stack, signal);
  const url = managementUrl === undefined ? {} : { url: managementUrl };
  const api = managementApi({ credential: azureLogin(), signal, ...url });
  const isThere = ({ resource, type }: { resource: string; type: string }) =>
    !refreshed.some((one) => one.resource === resource && one.type === type && !one.property);
  const settings = (await wantedSettings(stack)).filter(isThere);
  const ofSettings = await Promise.all(settings.map((one) => settingDifferences(api, one)));
  return [...refreshed, ...ofSettings.flat()];
}

function summary(stack: string, drift: Difference[], noise: Difference[]): string {
  const aside = noise.length > 0 ? ` (known and passed over: ${placesText(noise)})` : "";
  return drift.length === 0
    ? `Azure is as the stack ${stack} says${aside}.`
    : `Azure differs from the stack ${stack} in ${placesText(drift)}${aside}.`;
}

/** Page of this run of a workflow; undefined where a person runs it, who reads the terminal. */
function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  return controller.signal;
}
