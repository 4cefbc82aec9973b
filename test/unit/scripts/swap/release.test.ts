import { hostname, userInfo } from "node:os";
import { describe, expect, test, vi } from "vitest";
import { acceptedToken } from "../../../support/blob-server.ts";
import { next, quick, releaseSchemaOf, running } from "../../../support/swap/scene.ts";
import { openStubs } from "../../../support/swap/stub-app.ts";

// Each test runs a release or more, which takes seconds.
vi.setConfig({ testTimeout: 60_000 });

describe("a release", () => {
  test("goes through its steps, one after the other, and says so", async () => {
    const { run, live, recorded, journal, management, target, front } = await openStubs();
    const { exitCode, events } = await run([...quick, "--answers", "2"]);
    expect(exitCode).toBe(0);
    expect(events.map(({ step, text }) => `${step}: ${text}`)).toEqual([
      expect.stringMatching(/^lock: releases of prod are held by .+, process \d+$/),
      `gate: production runs ${running}, the slot has ${next}`,
      "gate: its migrations get along with those that have run",
      "gate: 1 of 2 good answers in a row",
      "gate: 2 of 2 good answers in a row",
      `measure: measuring ${front.productionUrl} for 1 s`,
      expect.stringMatching(
        /^measure: before the swap: \d+ requests, 0\.0 % failed, p95 \d+ ms; 0 of 0 of all users failed$/,
      ),
      `warm-up: warming up ${front.stagingUrl}`,
      expect.stringMatching(/^warm-up: .*steady.*20 requests, 0\.0 % failed/),
      `swap: bringing ${next} into production`,
      "swap: Azure has begun",
      `swap: Azure says that production runs ${next}`,
      `watch: watching ${front.productionUrl} for 1.2 s`,
      "watch: nothing got worse",
      `record: the state of prod says that ${next} runs`,
      `end: ${front.productionUrl} runs ${next}; the slot has ${running}`,
    ]);
    for (const { time } of events) expect(new Date(time).toISOString()).toBe(time);
    expect(events.at(-1)?.outcome).toBe("live");
    expect(live()).toEqual({ site: next, slot: running });
    expect(recorded()).toEqual([`${target.releasesUrl}/chat-app-${next}.zip`]);
    expect(journal()).toMatchObject({
      holder: expect.stringContaining(`${userInfo().username}@${hostname()}, process `),
      entry: { phase: "over", from: expect.stringContaining(running) },
    });
    expect(management.swaps).toBe(1);
    expect(JSON.stringify(events)).not.toContain(acceptedToken);
  });

  test("leaves the jobs of site and slot where they are", async () => {
    const { run, management } = await openStubs();
    expect((await run()).exitCode).toBe(0);
    const jobs = (id: string) => management.settings[id]?.CHATS_BACKGROUND_JOBS;
    expect([jobs(management.siteId), jobs(management.slotId)]).toEqual(["on", "off"]);
  });

  test("has nothing to do where site and slot have the same package", async () => {
    const { run, management, deploy } = await openStubs();
    const url = deploy(running);
    Object.assign(management.settings[management.slotId] ?? {}, { WEBSITE_RUN_FROM_PACKAGE: url });
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([0, `production runs ${running} already, as the slot does`]);
    expect(management.swaps).toBe(0);
  });

  test("asks for paths behind a login with the key of the environment, and shows it nobody", async () => {
    const { run, apps } = await openStubs();
    const apiKey = "a-key-of-the-application";
    const { exitCode, events } = await run([...quick, "--path", "/api/sessions?limit=1"], {
      env: { CHATS_API_KEY: apiKey },
    });
    expect(exitCode).toBe(0);
    for (const app of [apps.running, apps.next]) {
      const asked = app.seen.filter(({ path }) => path === "/api/sessions?limit=1");
      expect(asked.length).toBeGreaterThan(3);
      expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
        new Set([`Bearer ${apiKey}`]),
      );
    }
    expect(JSON.stringify(events)).not.toContain(apiKey);
  });

  test("changes nothing when it is only to be told of", async () => {
    const { run, management, journal, recorded, front } = await openStubs();
    const { exitCode, text } = await run([...quick, "--dry-run"]);
    expect([exitCode, text]).toEqual([
      0,
      `a swap would measure ${front.productionUrl} for 1 s, warm up ${front.stagingUrl}, swap, and ` +
        "watch for 1.2 s; nothing was changed",
    ]);
    expect([management.swaps, journal(), recorded()]).toEqual([0, undefined, []]);
  });

  test("is refused while another run is at work, with who that is", async () => {
    const { start, run, management } = await openStubs();
    const first = start(quick, {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "team/chats",
      GITHUB_RUN_ID: "77",
    });
    await new Promise<void>((held) => {
      first.onEvent = ({ step }) => step === "gate" && held();
    });
    const second = await run();
    expect([second.exitCode, second.text]).toEqual([
      5,
      expect.stringMatching(
        /^prod: https:\/\/github\.com\/team\/chats\/actions\/runs\/77 is at work since 20\S+Z; wait for the end\. If that run was killed, its hold ends within a minute$/,
      ),
    ]);
    expect((await first.ended).exitCode).toBe(0);
    expect(management.swaps).toBe(1);
  });
});

describe("the gate stays closed", () => {
  test("for a slot that is not ready, and says what it answers", async () => {
    const { run, apps, front, live, management } = await openStubs();
    apps.next.status = 503;
    const { exitCode, text } = await run([...quick, "--gate-minutes", "0.02"]);
    expect([exitCode, text]).toEqual([
      3,
      `${front.stagingUrl}: not ready within 1.2 s: GET /ready answered 503`,
    ]);
    expect(live()).toEqual({ site: running, slot: next });
    expect(management.swaps).toBe(0);
  });

  test("for a slot that answers as another version than its package has", async () => {
    const { run, apps, front } = await openStubs();
    apps.next.version = running;
    const { exitCode, text } = await run([...quick, "--gate-minutes", "0.02"]);
    expect([exitCode, text]).toEqual([
      3,
      `${front.stagingUrl}: not ready within 1.2 s: GET /health answers as ${running}, where ${next} is expected`,
    ]);
  });

  test("until good answers come in a row", async () => {
    const { run, apps } = await openStubs();
    apps.next.status = 503;
    const progress: string[] = [];
    const { exitCode } = await run([...quick, "--answers", "2"], {
      onEvent({ step, text }) {
        if (step !== "gate") return;
        progress.push(text);
        // The slot is ready, is not, and is again.
        if (text === "GET /ready answered 503") apps.next.status = 200;
        if (progress.length === 4) apps.next.status = 503;
      },
    });
    expect(exitCode).toBe(0);
    expect(progress.slice(2)).toEqual([
      "GET /ready answered 503",
      "1 of 2 good answers in a row",
      "GET /ready answered 503",
      "1 of 2 good answers in a row",
      "2 of 2 good answers in a row",
    ]);
  });

  test("for a package that another was meant by", async () => {
    const { run } = await openStubs();
    const wanted = await run([...quick, "--version", "0123456789ab"]);
    expect([wanted.exitCode, wanted.text]).toEqual([
      3,
      `the slot has ${next}, where 0123456789ab is wanted`,
    ]);
    const live = await run([...quick, "--version", running]);
    expect([live.exitCode, live.text]).toEqual([
      3,
      `the slot has ${next}, where ${running} is wanted; production runs that one already`,
    ]);
  });

  test("for a migration that breaks what runs", async () => {
    const { run, deploy, live } = await openStubs();
    deploy(running, releaseSchemaOf(["1"], ["title"]));
    deploy(next, releaseSchemaOf(["1", "2"], ["name"]));
    const { exitCode, text } = await run();
    expect([exitCode, text.split("\n").slice(0, 2)]).toEqual([
      3,
      [
        `${next} and ${running} do not get along on one database:`,
        "  core.chats.title: is gone, or has another name",
      ],
    ]);
    expect(live()).toEqual({ site: running, slot: next });
  });

  test("for a package that does not tell what it makes of a database", async () => {
    const { run, blobs } = await openStubs();
    const blob = blobs.blobs.get(`account/releases/chat-app-${running}.zip`);
    // An empty zip.
    if (blob) blob.content = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");
    const { exitCode, text } = await run();
    expect([exitCode, text]).toEqual([
      1,
      expect.stringContaining(`chat-app-${running}.zip: has no schema.json, so nobody can tell`),
    ]);
  });

  test("for a slot that fails while it is warmed up", async () => {
    const { run, apps, front } = await openStubs();
    const { exitCode, text } = await run(quick, {
      onEvent({ step }) {
        if (step === "warm-up") apps.next.status = 500;
      },
    });
    expect([exitCode, text]).toEqual([
      3,
      expect.stringMatching(
        `^${front.stagingUrl}: fails while it is warmed up: GET /(health|ready) answered 500$`,
      ),
    ]);
  });

  test("for a slot that fails in what a person asks for, though it says it is ready", async () => {
    const { run, apps, front, management } = await openStubs();
    apps.next.broken = ["/api/stats"];
    const { exitCode, text } = await run([...quick, "--path", "/api/stats"]);
    expect([exitCode, text]).toEqual([
      3,
      `${front.stagingUrl}: fails while it is warmed up: GET /api/stats answered 500`,
    ]);
    expect(management.swaps).toBe(0);
  });
});
