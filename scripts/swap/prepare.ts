import { setTimeout as wait } from "node:timers/promises";
import { unreadyReason, untilReady } from "./gate.ts";
import type { Entry } from "./journal.ts";
import { measurement, measurementText } from "./measurement.ts";
import { steadyProbes } from "./probes.ts";
import { versionOf } from "./release-package.ts";
import { type Outcome, type ReleaseParts, urlsOf } from "./release-parts.ts";
import { incompatibilities } from "./schema/compatibility.ts";
import { warmUp } from "./warm-up.ts";

/**
 * Opens the gate, measures the site and warms the slot up. Changes nothing, so that it can be left at
 * any time. Answers what is to be swapped, or why it must not be. `last` is the release before.
 */
export async function prepare(
  parts: ReleaseParts,
  { from, to }: Pick<Entry, "from" | "to">,
  last: Entry | undefined,
): Promise<Entry | Outcome> {
  const startedAt = new Date().toISOString();
  const closed = await gateRefusal(parts, from, to, last);
  if (closed !== undefined) return { kind: "refused", text: closed };
  const before = await siteBefore(parts);
  const cold = await warmUpRefusal(parts, to);
  if (cold !== undefined) return { kind: "refused", text: cold };
  return { from, to, startedAt, before, phase: "swapping" };
}

/** Why the slot must not go into production; undefined when it may. */
async function gateRefusal(
  { target, schemaOf, options, report, signal }: ReleaseParts,
  from: string,
  to: string,
  last: Entry | undefined,
): Promise<string | undefined> {
  report("gate", `production runs ${versionOf(from)}, the slot has ${versionOf(to)}`);
  // A release that was swapped back has migrated the database all the same.
  const migrated = last?.breach === undefined || last.to === to ? [from] : [from, last.to];
  for (const other of migrated) {
    const reasons = incompatibilities(await schemaOf(other), await schemaOf(to));
    if (reasons.length > 0) return migrationsRefused(other, to, reasons);
  }
  report("gate", "its migrations get along with those that have run");
  const onProgress = (text: string) => report("gate", text);
  return untilReady(target.slotUrl, versionOf(to), { ...options, signal, onProgress });
}

/** Said by the gate, and by the check that comes before an update. */
export function migrationsRefused(from: string, to: string, reasons: string[]): string {
  return [
    `${versionOf(to)} and ${versionOf(from)} do not get along on one database:`,
    ...reasons.map((reason) => `  ${reason}`),
    "Only add in one release and take away in a later one; docs/delivery.md says how, and how to " +
      "accept a break that is none.",
  ].join("\n");
}

async function siteBefore(parts: ReleaseParts): Promise<Entry["before"]> {
  const { target, options, report, signal } = parts;
  report("measure", `measuring ${target.siteUrl} for ${options.windowSeconds} s`);
  using probing = steadyProbes(urlsOf(target.siteUrl, parts), options.requestsPerSecond, parts);
  await wait(options.windowSeconds * 1000, undefined, { signal });
  const probes = measurement(probing.samples);
  const users = await parts.users(new Date(Date.now() - usersBeforeMs));
  const theirs = users ? `; ${users.failed} of ${users.requests} of all users failed` : "";
  report("measure", `before the swap: ${measurementText(probes)}${theirs}`);
  return { probes, ...(users && { users }) };
}

const usersBeforeMs = 600_000;

/** Why the slot does not answer as it should once it is warm; undefined when it does. */
async function warmUpRefusal(parts: ReleaseParts, to: string): Promise<string | undefined> {
  const { target, options, report, signal } = parts;
  const urls = urlsOf(target.slotUrl, parts);
  report("warm-up", `warming up ${target.slotUrl}`);
  const warm = await warmUp(urls, { ...parts, seconds: options.warmUpSeconds });
  report("warm-up", `${warm.isSteady ? "steady" : "not steady, but long enough"}: ${warm.summary}`);
  const problem = warm.problem ?? (await unreadyReason(target.slotUrl, versionOf(to), signal));
  return problem && `${target.slotUrl}: fails while it is warmed up: ${problem}`;
}
