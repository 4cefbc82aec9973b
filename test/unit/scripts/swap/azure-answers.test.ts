import { describe, expect, test, vi } from "vitest";
import { next, quick, running } from "../../../support/swap/scene.ts";
import { openStubs } from "../../../support/swap/stub-app.ts";

// Each test runs a release or more, which takes seconds.
vi.setConfig({ testTimeout: 60_000 });

describe("Azure", () => {
  test("is asked again when it is busy, or wants the swap to be tried again", async () => {
    const { run, live, management } = await openStubs();
    const message = "Please retry the swap operation.";
    management.nextSwaps = [{ status: 400, code: "BadRequest", message }];
    const { exitCode, events } = await run();
    expect(exitCode).toBe(0);
    expect(events.map(({ text }) => text)).toContain(
      `${management.slotId}/slotsswap: Azure answers BadRequest, "${message}"`,
    );
    expect([live().site, management.swaps]).toEqual([next, 1]);
  });

  test("is not asked twice when its answer is lost", async () => {
    const { run, live, management } = await openStubs();
    management.nextSwaps = ["lost"];
    management.swapMs = 3_000;
    const { exitCode, events } = await run();
    expect(exitCode).toBe(0);
    expect(events.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/: cannot be reached \(\w+\)$/),
        "Azure is at work on the site",
      ]),
    );
    expect([live().site, management.swaps]).toEqual([next, 1]);
  });

  test("is not asked twice when it tells late what it has done", async () => {
    const { run, apps, front, live, management } = await openStubs();
    management.lagMs = 3_000;
    management.onSwap = () => {
      front.exchange();
      apps.next.status = live().site === next ? 500 : 200;
    };
    const { exitCode, events } = await run();
    expect(exitCode).toBe(4);
    const late = events.filter(({ text }) => text.endsWith("does not tell it yet"));
    expect(new Set(late.map(({ step }) => step))).toEqual(new Set(["swap", "swap-back"]));
    expect([live().site, management.swaps]).toEqual([running, 2]);
  });

  test("is not asked for what somebody has taken out of the slot", async () => {
    const { start, deploy, management } = await openStubs();
    const run = start();
    run.onEvent = ({ step }) => {
      if (step !== "warm-up") return;
      const url = deploy("00000000000c");
      Object.assign(management.settings[management.slotId] ?? {}, {
        WEBSITE_RUN_FROM_PACKAGE: url,
      });
    };
    const { exitCode, text } = await run.ended;
    expect([exitCode, text]).toEqual([
      1,
      expect.stringMatching(/is not in the slot any more, which has .*chat-app-00000000000c\.zip/),
    ]);
    expect(management.swaps).toBe(0);
  });

  test.each([
    [
      { status: 403, code: "AuthorizationFailed", message: "does not have authorization" },
      "give this login the role Website Contributor",
    ],
    [
      { status: 401, code: "ExpiredAuthenticationToken", message: "expired" },
      "run `az login` again",
    ],
    [
      { status: 404, code: "SubscriptionNotFound", message: "could not be found" },
      "this login does not see the subscription; run `az account list`",
    ],
    [
      { status: 409, code: "MissingSubscriptionRegistration", message: "not registered" },
      "run `az provider register --namespace Microsoft.Web`",
    ],
  ])("answers $code, which is told with what to do", async (refusal, remedy) => {
    const { run, management } = await openStubs();
    management.refusal = refusal;
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([
      1,
      expect.stringMatching(RegExp(`Azure answers ${refusal.code}, ".*"; .*${remedy}`)),
    ]);
  });

  test("without a login is not asked, and the way to one is told", async () => {
    const { start } = await openStubs();
    const { exitCode, text } = await start(quick, { PATH: "/nowhere" }).ended;
    expect([exitCode, text]).toEqual([
      1,
      expect.stringMatching(
        /^Azure: no login, got "Azure CLI could not be found.*"; run `az login`, or in a workflow/,
      ),
    ]);
  });

  test("that does not count its users' requests is done without", async () => {
    const { run, management } = await openStubs();
    // Whoever may swap may not read metrics.
    management.onRequest = (what) => {
      const message = "no such right";
      management.refusal = what.endsWith("/metrics")
        ? { status: 403, code: "AuthorizationFailed", message }
        : undefined;
    };
    const { exitCode, events } = await run();
    expect(exitCode).toBe(0);
    const told = events.filter(({ text }) => text.startsWith("what users meet is not known: "));
    expect(told).toHaveLength(1);
  });
});
