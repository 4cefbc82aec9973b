import { bringLive } from "./bring-live.ts";
import { unreadyReason, untilVersion } from "./gate.ts";
import type { Entry, Journal } from "./journal.ts";
import { versionOf } from "./release-package.ts";
import { type ReleaseParts, urlsOf } from "./release-parts.ts";
import type { Step } from "./report.ts";
import { watch } from "./watch.ts";

/** Does what a phase is for, and answers the next one. */
type Phase = (parts: ReleaseParts, entry: Entry, journal: Journal) => Promise<Entry>;

/** All but the last, in which there is nothing to do. */
export const phases: Record<Exclude<Entry["phase"], "over">, Phase> = {
  swapping,
  watching,
  "swapping back": swappingBack,
  recording,
};

async function swapping(parts: ReleaseParts, entry: Entry, journal: Journal): Promise<Entry> {
  parts.report("swap", `bringing ${versionOf(entry.to)} into production`);
  const { target, signal } = parts;
  await bringLive(parts.app, entry.to, {
    ...bringLiveOptions("swap", parts, entry, journal),
    // A release that was left here may be gone on with when the slot is not what it was.
    obstacle: () => unreadyReason(target.slotUrl, versionOf(entry.to), signal),
  });
  parts.report("swap", `Azure says that production runs ${versionOf(entry.to)}`);
  return { ...entry, phase: "watching" };
}

async function watching(parts: ReleaseParts, entry: Entry): Promise<Entry> {
  const { target, options, report, signal } = parts;
  const urls = urlsOf(target.siteUrl, parts);
  const onProgress = (text: string) => report("watch", text);
  report("watch", `watching ${target.siteUrl} for ${options.watchSeconds} s`);
  const problem =
    (await untilVersion(target.siteUrl, versionOf(entry.to), liveSeconds, signal)) ??
    (await watch(urls, entry.before, { ...parts, ...options, onProgress }));
  if (problem === undefined) {
    report("watch", "nothing got worse");
    return { ...entry, phase: "recording" };
  }
  report("watch", `${target.siteUrl}: ${problem}`);
  return { ...entry, phase: "swapping back", breach: problem };
}

/** Azure has switched its routing when a swap is over, and the version is what `/health` tells first. */
const liveSeconds = 15;

async function swappingBack(parts: ReleaseParts, entry: Entry, journal: Journal): Promise<Entry> {
  parts.report("swap-back", `bringing ${versionOf(entry.from)} back`);
  await bringLive(parts.app, entry.from, bringLiveOptions("swap-back", parts, entry, journal));
  parts.report("swap-back", `Azure says that production runs ${versionOf(entry.from)} again`);
  return { ...entry, phase: "recording" };
}

function bringLiveOptions(
  step: Step,
  { options, report, signal }: ReleaseParts,
  entry: Entry,
  journal: Journal,
) {
  return {
    limitSeconds: options.swapSeconds,
    signal,
    onBegun: async (operationUrl: string) => {
      report(step, "Azure has begun");
      await journal.write({ ...entry, operationUrl });
    },
    onWait: (reason: string) => report(step, reason),
  };
}

async function recording(parts: ReleaseParts, entry: Entry): Promise<Entry> {
  const { site } = await parts.app.packages();
  await parts.record(site);
  parts.report("record", `the state of ${parts.target.stack} says that ${versionOf(site)} runs`);
  return { ...entry, phase: "over" };
}
