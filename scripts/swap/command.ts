import { readFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import type { TokenCredential } from "@azure/identity";
import { appVersion, packageName, schemaFile } from "../../stacks/app-version.ts";
import { appService, packageOf } from "./app-service.ts";
import { unreadyReason } from "./gate.ts";
import { openJournal, readJournal } from "./journal.ts";
import { type ManagementApi, managementApi } from "./management-api.ts";
import type { SwapCommand } from "./options.ts";
import { migrationsRefused } from "./prepare.ts";
import { reasonOf, release, undo } from "./release.ts";
import { packageSchema, versionOf } from "./release-package.ts";
import type { Outcome, ReleaseParts } from "./release-parts.ts";
import type { Report } from "./report.ts";
import { incompatibilities } from "./schema/compatibility.ts";
import { releaseSchema } from "./schema/release-schema.ts";
import type { Target } from "./target.ts";
import { userRequests } from "./user-requests.ts";

/** Does the work and reports its end. Gives the exit code: see `usage`. */
export async function runToEnd(work: () => Promise<Outcome>, report: Report): Promise<number> {
  try {
    const { kind, text } = await work();
    report("end", text, kind);
    return exitCodes[kind];
  } catch (error) {
    report("end", reasonOf(error), "failed");
    return 1;
  }
}

const exitCodes: Record<Outcome["kind"], number> = {
  live: 0,
  "nothing to do": 0,
  undone: 0,
  refused: 3,
  "swapped back": 4,
  held: 5,
  stuck: 6,
};

/** What comes from outside of the command. */
export interface Surroundings {
  credential: TokenCredential;
  /** Of the person or the workflow. */
  env: NodeJS.ProcessEnv;
  report: Report;
  /** Tells the state of the stack which package runs. */
  record: (packageUrl: string) => Promise<void>;
  signal: AbortSignal;
}

/** Swaps, undoes, or says what would be done. */
export async function runSwap(
  { action, managementUrl, options }: SwapCommand,
  target: Target,
  { credential, env, report, record, signal }: Surroundings,
): Promise<Outcome> {
  const api = apiOf(credential, signal, managementUrl);
  const parts: ReleaseParts = {
    target,
    app: appService(api, target, signal),
    schemaOf: (url) => packageSchema(url, credential, signal),
    users: usersOf(api, target, report),
    record,
    report,
    options,
    apiKey: env.CHATS_API_KEY || undefined,
    signal,
  };
  if (action === "plan") return plan(parts, credential);

  const holder = holderOf(env);
  const journal = await openJournal(target.releasesUrl, { credential, holder });
  if ("holder" in journal) {
    return {
      kind: "held",
      text:
        `${target.stack}: ${journal.holder} is at work since ${journal.since}; wait for the end. If ` +
        "that run was killed, its hold ends within a minute",
    };
  }
  report("lock", `releases of ${target.stack} are held by ${holder}`);
  try {
    return await (action === "undo" ? undo(parts, journal) : release(parts, journal));
  } finally {
    await journal.close();
  }
}

/** Whether the migrations of `projectDirectory` may run while the site of `siteId` runs what it does. */
export async function checkMigrations(
  siteId: string | undefined,
  projectDirectory: string,
  { managementUrl }: SwapCommand,
  { credential, signal }: Surroundings,
): Promise<Outcome> {
  if (siteId === undefined) return { kind: "nothing to do", text: "there is no site yet" };
  const live = await packageOf(apiOf(credential, signal, managementUrl), siteId);
  const file = join(projectDirectory, "scripts", "bundle", schemaFile);
  const next = releaseSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const reasons = incompatibilities(await packageSchema(live, credential, signal), next);
  const own = new URL(packageName(appVersion(projectDirectory)), live).href;
  return reasons.length > 0
    ? { kind: "refused", text: migrationsRefused(live, own, reasons) }
    : { kind: "nothing to do", text: `${versionOf(own)} gets along with ${versionOf(live)}` };
}

function apiOf(credential: TokenCredential, signal: AbortSignal, url: string | undefined) {
  return managementApi({ credential, signal, ...(url !== undefined && { url }) });
}

/** Says what would be done. Holds nothing and changes nothing. */
async function plan(
  { target, app, schemaOf, options, report, signal }: ReleaseParts,
  credential: TokenCredential,
): Promise<Outcome> {
  const last = await readJournal(target.releasesUrl, credential);
  if (last && last.phase !== "over") {
    report("resume", `the last run ended while ${last.phase}; that would be gone on with`);
  }
  const { site, slot } = await app.packages();
  const [from, to] = [versionOf(site), versionOf(slot)];
  report("gate", `production runs ${from}, the slot has ${to}`);
  if (site === slot) return { kind: "nothing to do", text: "both are the same" };
  const reasons = incompatibilities(await schemaOf(site), await schemaOf(slot));
  if (reasons.length > 0) return { kind: "refused", text: migrationsRefused(site, slot, reasons) };
  report("gate", "its migrations get along with those that have run");
  const unready = await unreadyReason(target.slotUrl, to, signal);
  report("gate", unready ?? `the slot is ready as ${to}`);
  return {
    kind: "nothing to do",
    text:
      `a swap would measure ${target.siteUrl} for ${options.windowSeconds} s, warm up ` +
      `${target.slotUrl}, swap, and watch for ${options.watchSeconds} s; nothing was changed`,
  };
}

/** Where Azure does not tell, that is said once, and our own requests have to do. */
function usersOf(api: ManagementApi, { siteId }: Target, report: Report): ReleaseParts["users"] {
  let isTold = false;
  return (since) =>
    userRequests(api, siteId, since).catch((error: Error) => {
      if (!isTold) report("measure", `what users meet is not known: ${error.message}`);
      isTold = true;
      return undefined;
    });
}

/** Who is at work, for others who want to be: the run of a workflow, or a person and a machine. */
function holderOf(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  return `${userInfo().username}@${hostname()}, process ${process.pid}`;
}
