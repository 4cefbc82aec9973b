import { describe, expect, test, vi } from "vitest";
import { next, quick, running, type Scene, type SwapRun } from "../../support/swap/scene.ts";
import { openStubs } from "../../support/swap/stub-app.ts";

// Releases that run at the same time, each of them twice.
vi.setConfig({ testTimeout: 120_000 });

/** Kills `run` when something has come about in `scene`. */
type Killing = (scene: Scene, run: SwapRun) => void;

const afterEvent =
  (text: string): Killing =>
  (_, run) => {
    run.onEvent = (event) => event.text.startsWith(text) && run.kill();
  };

/** When Azure gets the request, or has done for the `nth` time what it asks for. */
const atSwap =
  (moment: "asked" | "done", nth = 1): Killing =>
  ({ management }, run) => {
    let asked = 0;
    management.onRequest = (what) => {
      if (moment === "asked" && what.endsWith("/slotsswap") && ++asked === nth) run.kill();
    };
    const { onSwap } = management;
    management.onSwap = () => {
      onSwap();
      if (moment === "done" && management.swaps === nth) run.kill();
    };
  };

/** The steps of a release, and what a run that is killed then leaves to the next one. */
const steps: Record<string, Killing> = {
  "when it holds the journal": afterEvent("releases of prod are held"),
  "in the gate": afterEvent("production runs"),
  "while it measures": afterEvent("measuring"),
  "while it warms up": afterEvent("warming up"),
  "before the swap": afterEvent(`bringing ${next} into production`),
  "when it has asked for the swap": atSwap("asked"),
  "while Azure swaps": afterEvent("Azure has begun"),
  "when Azure has swapped": atSwap("done"),
  "while it watches": afterEvent("watching"),
  "while it records": afterEvent("recording"),
};

const stepsBack: Record<string, Killing> = {
  "before the swap back": afterEvent(`bringing ${running} back`),
  "when it has asked for the swap back": atSwap("asked", 2),
  "while Azure swaps back": (_, run) => {
    let begun = 0;
    run.onEvent = ({ text }) => text === "Azure has begun" && ++begun === 2 && run.kill();
  },
  "when Azure has swapped back": atSwap("done", 2),
  "while it records that": afterEvent("recording"),
};

interface KilledRelease {
  /** Does worse from the moment that it is in production. */
  isBad?: boolean;
  /** Whether Azure says by itself that it is at work. */
  tellsOperations?: boolean;
  /** What the second run is told besides. */
  again?: string[];
}

/** Runs a release that is killed, then a second one, and tells what came of it. */
async function killed(kill: Killing, options: KilledRelease = {}) {
  const { isBad = false, tellsOperations = true, again = [] } = options;
  const { apps, ...scene } = await openStubs();
  const { management, front, blobs } = scene;
  Object.assign(management, { tellsOperations, swapMs: 400 });
  management.onSwap = () => {
    front.exchange();
    if (isBad) apps.next.status = scene.live().site === next ? 500 : 200;
  };
  const first = scene.start(quick);
  kill(scene, first);
  const { exitCode } = await first.ended;
  // As after the minute for which a dead holder is believed to live.
  blobs.leases.end();
  const second = await scene.run([...quick, ...again]);
  return {
    exitCodes: [exitCode, second.exitCode],
    live: scene.live().site,
    swaps: management.swaps,
    phase: scene.journal()?.entry?.phase,
    recorded: scene.recorded().at(-1)?.slice(-16, -4),
  };
}

/** Each of them by its name, some at the same time. */
async function all<T>(
  killings: Record<string, Killing>,
  work: (kill: Killing) => Promise<T>,
): Promise<Record<string, T>> {
  const results: Record<string, T> = {};
  const waiting = Object.entries(killings);
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** More would make a small machine so slow that releases look bad. */
const atOnce = 4;

function each<T>(killings: Record<string, Killing>, value: T): Record<string, T> {
  return Object.fromEntries(Object.keys(killings).map((name) => [name, value]));
}

describe("a release that is killed", () => {
  test("at any step is gone on with by the next run, with one swap in all", async () => {
    const live = { live: next, swaps: 1, phase: "over", recorded: next };
    expect(await all(steps, (kill) => killed(kill))).toEqual(
      each(steps, { exitCodes: [null, 0], ...live }),
    );
  });

  test("while Azure does not tell that it swaps is gone on with as well", async () => {
    const swapping = picked(steps, "when it has asked for the swap", "while Azure swaps");
    const live = { live: next, swaps: 1, phase: "over", recorded: next };
    expect(await all(swapping, (kill) => killed(kill, { tellsOperations: false }))).toEqual(
      each(swapping, { exitCodes: [null, 0], ...live }),
    );
  });

  test("at any step of its swap back is swapped back by the next run", async () => {
    const back = { live: running, swaps: 2, phase: "over", recorded: running };
    expect(await all(stepsBack, (kill) => killed(kill, { isBad: true }))).toEqual(
      each(stepsBack, { exitCodes: [null, 4], ...back }),
    );
  });

  test("after its swap is undone when that is wanted", async () => {
    const swapped = picked(
      steps,
      "while Azure swaps",
      "when Azure has swapped",
      "while it watches",
      "while it records",
    );
    const undone = { live: running, swaps: 2, phase: "over", recorded: running };
    expect(await all(swapped, (kill) => killed(kill, { again: ["--undo"] }))).toEqual(
      each(swapped, { exitCodes: [null, 0], ...undone }),
    );
  });

  test("before its swap leaves nothing to undo, and is not gone on with afterwards", async () => {
    const { run, start, live, journal, management, blobs } = await openStubs();
    management.onRequest = (what) => what.endsWith("/slotsswap") && first.kill();
    management.nextSwaps = [{ status: 409, code: "Conflict", message: "another operation" }];
    const first = start(quick);
    expect((await first.ended).exitCode).toBe(null);
    blobs.leases.end();
    expect(journal()?.entry?.phase).toBe("swapping");
    const { exitCode, text } = await run(["--undo"]);
    expect([exitCode, text]).toEqual([0, expect.stringContaining(`runs ${running} again`)]);
    expect([live().site, journal()?.entry?.phase, management.swaps]).toEqual([running, "over", 0]);
  });
});

describe("a release that was left in the middle", () => {
  test("is given up for a new one where the stack was updated since", async () => {
    const { start, run, live, deploy, apps, management, blobs } = await openStubs();
    const first = start(quick);
    first.onEvent = ({ step }) => step === "watch" && first.kill();
    await first.ended;
    blobs.leases.end();
    const fix = "00000000000c";
    Object.assign(management.settings[management.slotId] ?? {}, {
      WEBSITE_RUN_FROM_PACKAGE: deploy(fix),
    });
    apps.running.version = fix;
    const { exitCode, events } = await run(quick);
    expect(exitCode).toBe(0);
    expect(events.map(({ text }) => text)).toContain(
      `the release from ${running} to ${next} was left while watching; ` +
        "the stack was updated since, so it is over",
    );
    expect(live()).toEqual({ site: fix, slot: next });
  });

  test("by Ctrl-C says how to go on, and holds nobody up", async () => {
    const { start, run, live, journal } = await openStubs();
    const first = start(quick);
    first.onEvent = ({ step }) => step === "watch" && first.kill("SIGTERM");
    const { exitCode, text } = await first.ended;
    expect([exitCode, text]).toEqual([
      1,
      "interrupted; the release was left while watching: run this again to go on, or with --undo to " +
        "go back",
    ]);
    expect(journal()?.entry?.phase).toBe("watching");
    expect((await run(quick)).exitCode).toBe(0);
    expect(live().site).toBe(next);
  });
});

describe("a release that is over", () => {
  test("is undone when that is wanted, once", async () => {
    const { run, live, recorded, management } = await openStubs();
    expect((await run(quick)).exitCode).toBe(0);
    const undone = await run(["--undo"]);
    expect([undone.exitCode, undone.events.at(-1)?.outcome]).toEqual([0, "undone"]);
    expect(live()).toEqual({ site: running, slot: next });
    expect(recorded().map((url) => url.slice(-16, -4))).toEqual([next, running]);
    const { exitCode, text } = await run(["--undo"]);
    expect([exitCode, text]).toEqual([
      0,
      `production runs ${running} and the slot has ${next}, which is not what the release from ` +
        `${running} to ${next} would have left`,
    ]);
    expect(management.swaps).toBe(2);
  });

  test("was none, so that there is nothing to undo", async () => {
    const { run, management } = await openStubs();
    const { exitCode, text } = await run(["--undo"]);
    expect([exitCode, text, management.swaps]).toEqual([0, "there was no release yet", 0]);
  });
});

function picked(killings: Record<string, Killing>, ...names: string[]): Record<string, Killing> {
  return Object.fromEntries(Object.entries(killings).filter(([name]) => names.includes(name)));
}
