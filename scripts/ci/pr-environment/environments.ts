import { askPulumi, pulumi, stackNames } from "../engine.ts";
import { gitHub } from "../github.ts";
import { stackOutputs } from "../outputs.ts";
import { policyPack } from "../policy-pack.ts";
import { requiredVariable } from "../step.ts";
import { writeConfig } from "./config.ts";
import { isPullRequestStack, type PullRequestStack } from "./stack-name.ts";

/** Tag of a stack that says until when it may live. */
const expiryTag = "expires";
const hourMs = 3_600_000;
/** Nobody reads a preview before it is done. */
const unasked = ["--yes", "--skip-preview"];

/**
 * Makes or updates the stack. Its time begins before the update, so that one which fails half-way ends
 * as well.
 */
export async function bringUp(stack: PullRequestStack): Promise<{ apiUrl: string; expires: Date }> {
  const hours = timeToLiveHours(requiredVariable("TIME_TO_LIVE_HOURS"));
  const secretsProvider = requiredVariable("PULUMI_SECRETS_PROVIDER");
  const isThere = (await stackNames()).includes(stack);
  await writeConfig(stack, secretsProvider, requiredVariable("AZURE_PRINCIPAL_ID"), new Date());
  if (!isThere) {
    const init = ["stack", "init", "--no-select", "--secrets-provider", secretsProvider];
    await pulumi(stack, init);
  }
  const expires = new Date(Date.now() + hours * hourMs);
  await pulumi(stack, ["stack", "tag", "set", expiryTag, expires.toISOString()]);
  await pulumi(stack, ["up", ...unasked, "--suppress-outputs", ...policyPack()]);
  return { apiUrl: (await stackOutputs(stack)).apiUrl, expires };
}

/** Destroys the stack if it is there. The program of the pull request is not asked. */
export async function bringDown(stack: PullRequestStack) {
  if ((await stackNames()).includes(stack)) await destroy(stack);
  else tell(`${stack}: is not there`);
}

/**
 * Destroys every stack of a pull request that is closed, or whose time is over at `now`. One that cannot be
 * destroyed keeps no other from it. Throws an Error that names all that are left.
 */
export async function expire(now: Date) {
  const left: string[] = [];
  for (const stack of (await stackNames()).filter(isPullRequestStack)) {
    try {
      const reason = await reasonToEnd(stack, now);
      if (reason !== undefined) await destroy(stack);
      tell(`${stack}: ${reason ? `destroyed, ${reason}` : "lives on"}`);
    } catch (error) {
      left.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (left.length > 0) throw new Error(left.join("\n"));
}

async function destroy(stack: PullRequestStack) {
  await pulumi(stack, ["destroy", ...unasked, "--remove"]);
}

async function reasonToEnd(stack: PullRequestStack, now: Date): Promise<string | undefined> {
  const number = stack.slice("pr-".length);
  const { state } = await gitHub<{ state: string }>("GET", `pulls/${number}`);
  if (state !== "open") return `its pull request is ${state}`;
  const tags = JSON.parse(
    await askPulumi(stack, ["stack", "tag", "ls", "--output", "json"]),
  ) as Tags;
  const expires = tags[expiryTag];
  if (expires === undefined) return "nobody said how long it may live";
  return new Date(expires) <= now ? `its time was over at ${expires}` : undefined;
}

type Tags = Record<string, string>;

function timeToLiveHours(text: string): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= 24 * 30) return hours;
  throw new Error(`TIME_TO_LIVE_HOURS: must be a whole number from 1 to 720, got "${text}"`);
}

function tell(line: string) {
  process.stdout.write(`${line}\n`);
}
