import { setTimeout as wait } from "node:timers/promises";
import type { Packages } from "./app-service.ts";
import { pauseSeconds } from "./bring-live.ts";
import type { Entry, Journal } from "./journal.ts";
import { phases } from "./phases.ts";
import { prepare } from "./prepare.ts";
import { versionOf } from "./release-package.ts";
import type { Outcome, ReleaseParts } from "./release-parts.ts";
import type { Target } from "./target.ts";

/**
 * Brings what the slot has into production, or goes on with a release that was killed. The journal is
 * written before each phase, and every phase may be run twice.
 */
export async function release(parts: ReleaseParts, journal: Journal): Promise<Outcome> {
  const begun = (await unfinished(parts, journal.last)) ?? (await newRelease(parts, journal.last));
  return "kind" in begun ? begun : run(parts, journal, begun);
}

/** Brings back what ran before the last release, whether that was finished or not. */
export async function undo(parts: ReleaseParts, journal: Journal): Promise<Outcome> {
  const { last } = journal;
  if (last === undefined) return { kind: "nothing to do", text: "there was no release yet" };
  const { site, slot } = await settledPackages(parts, last);
  if (site === last.to && slot === last.from) {
    return run(parts, journal, { ...last, phase: "swapping back", breach: askedFor });
  }
  const wasLeft = last.phase !== "over" && site === last.from && slot === last.to;
  if (wasLeft) return run(parts, journal, { ...last, phase: "recording", breach: askedFor });
  return {
    kind: "nothing to do",
    text:
      `production runs ${versionOf(site)} and the slot has ${versionOf(slot)}, which is not what the ` +
      `release from ${versionOf(last.from)} to ${versionOf(last.to)} would have left`,
  };
}

const askedFor = "asked for";

/** A release that a run before has left in the middle of something that changes production. */
async function unfinished(
  parts: ReleaseParts,
  last: Entry | undefined,
): Promise<Entry | undefined> {
  if (last === undefined || last.phase === "over") return undefined;
  const { site, slot } = await settledPackages(parts, last);
  const isOurs = [site, slot].toSorted().join() === [last.from, last.to].toSorted().join();
  parts.report(
    "resume",
    `the release from ${versionOf(last.from)} to ${versionOf(last.to)} was left while ${last.phase}; ` +
      (isOurs ? "going on" : "the stack was updated since, so it is over"),
  );
  return isOurs ? last : undefined;
}

/** What both run once nothing is under way any more, neither what `last` began nor anything else. */
async function settledPackages(
  { app, options, signal }: ReleaseParts,
  last: Entry,
): Promise<Packages> {
  if (last.operationUrl !== undefined) await app.follow(last.operationUrl);
  const deadline = performance.now() + options.swapSeconds * 1000;
  while (performance.now() < deadline && (await app.isBusy())) {
    await wait(pauseSeconds * 1000, undefined, { signal });
  }
  return app.packages();
}

async function newRelease(parts: ReleaseParts, last: Entry | undefined): Promise<Entry | Outcome> {
  const { options } = parts;
  const { site, slot } = await parts.app.packages();
  const version = versionOf(slot);
  if (options.version !== undefined && options.version !== version) {
    const live = options.version === versionOf(site) && "; production runs that one already";
    return {
      kind: "refused",
      text: `the slot has ${version}, where ${options.version} is wanted${live || ""}`,
    };
  }
  if (site === slot) {
    return { kind: "nothing to do", text: `production runs ${version} already, as the slot does` };
  }
  if (last?.breach !== undefined && last.to === slot && !options.again) {
    return {
      kind: "refused",
      text: `${version} was swapped back before (${last.breach}); deploy another, or use --again`,
    };
  }
  return prepare(parts, { from: site, to: slot }, last);
}

async function run(parts: ReleaseParts, journal: Journal, first: Entry): Promise<Outcome> {
  let entry = first;
  const signal = AbortSignal.any([parts.signal, journal.lost]);
  try {
    for (;;) {
      await journal.write(entry);
      if (entry.phase === "over") return outcomeOf(parts, entry);
      entry = await phases[entry.phase]({ ...parts, signal }, entry, journal);
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (entry.phase === "swapping back") {
      return { kind: "stuck", text: stuckText(parts.target, entry, reason) };
    }
    const wayOut = "run this again to go on, or with --undo to go back";
    throw new Error(`${reason}; the release was left while ${entry.phase}: ${wayOut}`);
  }
}

/** What an error says; a wait that was cut off tells it by its cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "AbortError" ? reasonOf(error.cause) : error.message;
}

function outcomeOf({ target }: ReleaseParts, { from, to, breach }: Entry): Outcome {
  const [before, after] = [versionOf(from), versionOf(to)];
  if (breach === undefined) {
    return { kind: "live", text: `${target.siteUrl} runs ${after}; the slot has ${before}` };
  }
  if (breach === askedFor) {
    return { kind: "undone", text: `${target.siteUrl} runs ${before} again` };
  }
  const text = `${target.siteUrl} runs ${before} again, because with ${after} ${breach}`;
  return { kind: "swapped back", text };
}

function stuckText({ siteUrl, siteId }: Target, { from, to }: Entry, reason: string): string {
  const { group, site } =
    /resourceGroups\/(?<group>[^/]+)\/.*\/(?<site>[^/]+)$/i.exec(siteId)?.groups ?? {};
  return (
    `${siteUrl}: runs ${versionOf(to)}, which did worse than before, and could not be swapped back to ` +
    `${versionOf(from)}: ${reason}. Run this again, or \`az webapp deployment slot swap ` +
    `--resource-group ${group} --name ${site} --slot staging\``
  );
}
