import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { machineWith, pushFrom, teamServer, withoutTime } from "../push/testing.ts";
import { readSettings } from "../settings.ts";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { pushVerb } from "./push.ts";
import { freePorts, recordedTerminal, startChats, temporaryFolder } from "./testing.ts";

const session = (id: string, text = "How do I bake bread?") =>
  chat({ id, messages: [prompt("r1", text), answer("r1", "With yeast.")] });

test("a key that the server does not know ends the push, and is never shown", async () => {
  const { address } = await teamServer(() => ({ status: 401, body: '{"error":{"message":"?"}}' }));
  const settings = { ...(await machineWith([session("1")])), pushKey: () => "hunter2" };
  const { exitCode, out, err } = await pushFrom(settings, { to: address });
  expect([exitCode, out.slice(-3)]).toEqual([
    1,
    [
      "Nothing was sent.",
      `Gave up: ${address} knows no such key; use CHATS_PUSH_KEY or --key-file`,
      "The next push goes on from there.",
    ],
  ]);
  expect([...out, ...err].join()).not.toContain("hunter2");
});

test("a redirect is not followed", async () => {
  let asked = 0;
  const elsewhere = createServer((_, response) => {
    asked += 1;
    response.end("{}");
  });
  onTestFinished(() => void elsewhere.close());
  await once(elsewhere.listen(0, "127.0.0.1"), "listening");
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/api/ingest/check`;
  for (const status of [301, 302, 307, 308]) {
    const { address, bodies } = await teamServer(() => ({ status, headers: { location } }));
    const { exitCode, out } = await pushFrom(await machineWith([session("1")]), { to: address });
    expect([exitCode, out.at(-2)]).toEqual([
      1,
      `Gave up: ${address} redirects to ${location}, and chats go nowhere but where --to says; ` +
        "use the other address if it is right",
    ]);
    expect(bodies).toHaveLength(1);
  }
  expect(asked).toBe(0);
});

test("what is no server of chats is told", async () => {
  const { address } = await teamServer(() => ({ status: 200, body: "<html>" }));
  const { exitCode, out } = await pushFrom(await machineWith([session("1")]), { to: address });
  expect([exitCode, out.at(-2)]).toEqual([
    1,
    `Gave up: ${address} is no server that chats can be pushed to`,
  ]);
});

test("a server that is away is waited for, and then given up", async () => {
  const [port] = await freePorts(1);
  const { terminal, out } = recordedTerminal();
  const shown: string[] = [];
  const options = { to: `http://127.0.0.1:${port}`, batchBytes: 1_000 };
  const patience = { giveUpAfterMs: 100, firstWaitMs: 10, longestWaitMs: 20 };
  const settings = await machineWith([session("1")]);
  const watched = { ...terminal, status: (line: string) => void shown.push(line) };
  expect(await pushVerb(options, settings, watched, patience)).toBe(1);
  expect(out.slice(-3)).toEqual([
    "Nothing was sent.",
    `Gave up: http://127.0.0.1:${port} cannot be reached (ECONNREFUSED)`,
    "The next push goes on from there.",
  ]);
  expect(shown[0]).toMatch(/cannot be reached \(ECONNREFUSED\); trying again in \d+ ms$/);
});

test("a proxy that takes small bodies only gets them", async () => {
  const small = 1_600;
  const { address, of } = await teamServer((_, body) =>
    body.includes('"sessions":[{"contentHash"') && body.length > small ? { status: 413 } : "pass",
  );
  const sessions = Array.from({ length: 9 }, (_, index) => session(String(index)));
  const settings = await machineWith([...sessions, session("long", "long ".repeat(small))]);
  const { exitCode, out } = await pushFrom(settings, { to: address });
  expect([exitCode, out.at(-1)]).toEqual([1, `  vscode:long: ${address} answers 413`]);
  expect((await of("ada").store.counts()).sessions).toBe(9);
});

test("what cannot be meant is refused before anything is opened", async () => {
  const { terminal, err } = recordedTerminal();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: "/nowhere/at/all" });
  const options = { to: "http://chats.example.com", batchBytes: 1_000 };
  expect(await pushVerb(options, settings, terminal)).toBe(2);
  expect(err).toEqual([
    "--to: chats would be readable on their way to chats.example.com; use https",
  ]);
});

test("Ctrl-C ends a push after the batch at hand, and the next goes on", async () => {
  const isBatch = (body: string) => body.includes('"sessions":[{"contentHash"');
  let stop = () => {};
  let batches = 0;
  const { address, of } = await teamServer(async (_, body): Promise<"pass"> => {
    if (isBatch(body)) batches += 1;
    if (batches !== 2) return "pass";
    stop();
    await wait(500);
    return "pass";
  });
  const sessions = Array.from({ length: 6 }, (_, index) => session(String(index)));
  const settings = await machineWith(sessions);
  using home = temporaryFolder();
  writeFileSync(join(home.path, "key"), "ada\n", { mode: 0o644 });
  const args = ["push", "--to", address, "--key-file", join(home.path, "key")];
  const environment = { CHATS_DATA_DIRECTORY: settings.dataDirectory };
  using chats = startChats([...args, "--batch-bytes", "1000"], home.path, environment);
  stop = () => void chats.child.kill("SIGINT");
  const { exitCode, out } = await chats.ended;
  expect(exitCode).toBe(130);
  expect(out).toContain("others on this machine may read it; use chmod 600\n");
  expect(out).toMatch(/\nStopped\. Sent 4 sessions, .*\nThe next push goes on from there\.\n$/);
  expect((await of("ada").store.counts()).sessions).toBe(4);
  stop = () => {};
  expect(withoutTime((await pushFrom(settings, { to: address })).out.at(-1))).toBe(
    "Sent 2 sessions, 1 kB in no time (2 new, 4 there already).",
  );
});
