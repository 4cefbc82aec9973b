import { describe, expect, test, vi } from "vitest";
import { next, quick, releaseSchemaOf, running } from "../../../support/swap/scene.ts";
import { openStubs } from "../../../support/swap/stub-app.ts";

// Each test runs a release or more, which takes seconds.
vi.setConfig({ testTimeout: 60_000 });

describe("a release that does worse", () => {
  test("by its errors is swapped back, and not taken again unless that is wanted", async () => {
    const { run, apps, front, live, recorded, target, management } = await openStubs();
    management.onSwap = () => {
      front.exchange();
      apps.next.status = live().site === next ? 500 : 200;
    };
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([
      4,
      expect.stringMatching(
        RegExp(
          `^${front.productionUrl} runs ${running} again, because with ${next} \\d+ of \\d+ requests ` +
            "failed, 100\\.0 % where 0\\.0 % did before, and 2\\.0 % may; " +
            "GET /(health|ready) answered 500 first, since \\d\\d:\\d\\d:\\d\\d$",
        ),
      ),
    ]);
    expect(live()).toEqual({ site: running, slot: next });
    expect(recorded()).toEqual([`${target.releasesUrl}/chat-app-${running}.zip`]);
    expect(management.swaps).toBe(2);

    const again = await run();
    expect([again.exitCode, again.text]).toEqual([
      3,
      expect.stringMatching(
        `^${next} was swapped back before \\(.*\\); deploy another, or use --again$`,
      ),
    ]);
    management.onSwap = front.exchange;
    expect((await run([...quick, "--again"])).exitCode).toBe(0);
    expect(live()).toEqual({ site: next, slot: running });
  });

  test("by how long it takes is swapped back", async () => {
    const { run, apps, front, live, management } = await openStubs();
    management.onSwap = () => {
      front.exchange();
      apps.next.delayMs = 1_500;
    };
    const judging = ["--latency-factor", "2", "--watch-minutes", "0.2"];
    const { exitCode, text } = await run([...quick, ...judging]);
    expect([exitCode, text]).toEqual([
      4,
      expect.stringMatching(
        /because with \w+ answers take 1\d\d\d ms \(p95\) where they took \d+ ms before, and \d+ ms are allowed, since/,
      ),
    ]);
    expect(live().site).toBe(running);
  });

  test("for its users, though not for us, is swapped back", async () => {
    const { run, front, live, management } = await openStubs();
    management.users = { requests: 1000, failed: 1 };
    management.onSwap = () => {
      front.exchange();
      management.users = { requests: 100, failed: 40 };
    };
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([
      4,
      expect.stringContaining(
        "of all users: 40 of 100 requests failed, 40.0 % where 0.1 % did before, and 2.1 % may, since ",
      ),
    ]);
    expect(live().site).toBe(running);
  });

  test("as production did before it is left there", async () => {
    const { run, apps, live, management } = await openStubs();
    apps.running.status = 500;
    const front = management.onSwap;
    management.onSwap = () => {
      front();
      apps.next.status = 500;
    };
    expect((await run()).exitCode).toBe(0);
    expect(live().site).toBe(next);
  });

  test("stays in the way of what does not get along with its migrations", async () => {
    const { run, apps, deploy, front, live, management } = await openStubs();
    deploy(next, releaseSchemaOf(["1", "2"], ["title", "owner"]));
    management.onSwap = () => {
      front.exchange();
      apps.next.status = live().site === next ? 500 : 200;
    };
    expect((await run()).exitCode).toBe(4);
    const other = "00000000000c";
    const url = deploy(other, releaseSchemaOf(["1", "3"], ["title", "kind"]));
    Object.assign(management.settings[management.slotId] ?? {}, { WEBSITE_RUN_FROM_PACKAGE: url });
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([
      3,
      expect.stringContaining(
        "2: has run and is unknown to this release, which has 3; merge the two",
      ),
    ]);
  });

  test("and cannot be swapped back is said to run, with what to do", async () => {
    const { run, apps, front, live, journal, management } = await openStubs();
    management.onSwap = () => {
      front.exchange();
      apps.next.status = 500;
    };
    const { exitCode, text } = await run(quick, {
      onEvent({ step }) {
        const refusal = { status: 403, code: "AuthorizationFailed", message: "no such right" };
        if (step === "swap-back") management.refusal = refusal;
      },
    });
    expect([exitCode, text]).toEqual([
      6,
      expect.stringMatching(
        RegExp(
          `^${front.productionUrl}: runs ${next}, which did worse than before, and could not be swapped ` +
            `back to ${running}: .*AuthorizationFailed.*Website Contributor.*Run this again, or .az webapp ` +
            "deployment slot swap --resource-group rg-chats --name app-chats --slot staging.$",
        ),
      ),
    ]);
    expect([live().site, journal()?.entry?.phase]).toEqual([next, "swapping back"]);

    management.refusal = undefined;
    management.onSwap = front.exchange;
    expect((await run()).exitCode).toBe(4);
    expect(live().site).toBe(running);
  });
});
