import { expect, test } from "vitest";
import { machineWith, pushFrom, teamServer, withoutTime } from "../push/testing.ts";
import { rules } from "../sanitize/rules/rules.ts";
import { rulesVersion } from "../sanitize/rules-version.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import type { SearchResponse } from "../search/search.ts";
import type { Message } from "../sources/model.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { answer, chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { freePorts, startChats, temporaryFolder } from "./testing.ts";

const session = (id: string, text = "How do I bake bread?") =>
  chat({ id, messages: [prompt("r1", text), answer("r1", "With yeast.")] });

test("a push sends what the server does not have, and the next one nothing", async () => {
  const { address, of, bodies, headers } = await teamServer();
  const sessions = [session("1"), { ...session("2"), source: "copilot-cli" as const }];
  const settings = await machineWith(sessions);
  const first = await pushFrom(settings, { to: address });
  expect([first.exitCode, first.out.slice(0, 3), first.err]).toEqual([
    0,
    [
      `Sending to ${address}/ what it does not have of`,
      "  1 session of VS Code",
      "  1 session of Copilot CLI",
    ],
    [],
  ]);
  expect(first.out.slice(4).map(withoutTime)).toEqual([
    "Sent 2 sessions, 1 kB in no time (2 new).",
  ]);
  const { records } = of("ada");
  for (const sent of sessions) {
    expect(await records.whole(`${sent.source}:${sent.id}`)).toEqual(sent);
  }
  const [path] = await records.pathsOf("vscode:1");
  expect(path).toMatch(/^collector:\/\/collector-[0-9a-f]{16}\/home\/ada\/vscode\/1\.json$/);
  expect(bodies).toHaveLength(2);
  expect(headers[0]?.authorization).toBe("Bearer ada");

  const second = await pushFrom(settings, { to: address });
  expect(second.exitCode).toBe(0);
  expect(withoutTime(second.out.at(-1))).toBe(
    "Nothing new: 2 sessions there already, asked in no time.",
  );
  expect(bodies).toHaveLength(3);
});

test("a turn that only a transcript had is there once when the session's own file has it", async () => {
  const { address, of } = await teamServer();
  const settings = await machineWith([]);
  const turn = (name: string, minute: number) => [
    prompt(name, `question ${minute}`, minute * 60_000),
    answer(name, `answer ${minute}`, minute * 60_000 + 1_000),
  ];
  const read = async (path: string, messages: Message[]) => {
    const file = sourceFile({ path: `/home/ada/${path}` });
    const { store } = await openSqliteStore({ directory: settings.dataDirectory });
    const sanitation = { rulesVersion, findings: [] };
    await store.saveSession(chat({ messages }), file, readState(file), sanitation);
    await store.close();
  };
  const keys = async () => {
    const whole = await of("ada").records.whole("vscode:chat-1");
    return whole?.messages.map(({ key }) => key);
  };
  const first = turn("request_1", 1);
  await read("chatSessions/1.json", first);
  await read("transcripts/1.jsonl", [...first, ...turn("event-2", 3)]);
  await pushFrom(settings, { to: address });
  expect(await keys()).toEqual([
    "request_1/user",
    "request_1/assistant",
    "event-2/user",
    "event-2/assistant",
  ]);

  await read("chatSessions/1.json", [...first, ...turn("request_2", 3)]);
  await pushFrom(settings, { to: address });
  expect(await keys()).toEqual([
    "request_1/user",
    "request_1/assistant",
    "request_2/user",
    "request_2/assistant",
  ]);
});

test("workspace, source and visibility say what goes and who sees it", async () => {
  const { address, of } = await teamServer();
  const workspace = (name: string) => ({ uri: `file:///home/ada/${name}`, name });
  const settings = await machineWith([
    { ...session("1"), workspace: workspace("shop") },
    { ...session("2"), workspace: workspace("bakery") },
    { ...session("3"), workspace: workspace("shop"), source: "copilot-cli" },
  ]);
  const seen = async () => {
    const { sessions } = await of("ada").store.sessions({ limit: 9, offset: 0 });
    return sessions.map(({ id, visibility }) => `${id} ${visibility}`).toSorted();
  };
  await pushFrom(settings, { to: address, workspace: "shop", source: ["vscode"] });
  expect(await seen()).toEqual(["vscode:1 private"]);
  await pushFrom(settings, { to: address, workspace: "shop", visibility: "team" });
  expect(await seen()).toEqual(["copilot-cli:3 team", "vscode:1 team"]);
  await pushFrom(settings, { to: address });
  expect(await seen()).toEqual(["copilot-cli:3 team", "vscode:1 team", "vscode:2 private"]);
  await expect(pushFrom(settings, { to: address, workspace: "nowhere" })).rejects.toThrow(
    "--workspace nowhere: no chat is of it",
  );
});

test("a dry run asks nobody and sends nothing", async () => {
  const { address, bodies } = await teamServer();
  const { exitCode, out } = await pushFrom(await machineWith([session("1")]), {
    to: address,
    dryRun: true,
  });
  expect([exitCode, out.at(-1)]).toEqual([0, "Dry run: nobody was asked and nothing was sent."]);
  expect(bodies).toEqual([]);
});

test("--json prints one object, and what people read goes to the other stream", async () => {
  const { address } = await teamServer();
  const { out, err } = await pushFrom(await machineWith([session("1")]), {
    to: address,
    json: true,
  });
  expect(out).toHaveLength(1);
  expect(JSON.parse(out[0] ?? "")).toEqual({
    to: `${address}/`,
    visibility: null,
    sessions: 1,
    report: {
      sessions: 1,
      known: 0,
      added: 1,
      updated: 0,
      unchanged: 0,
      refused: [],
      secretsRedacted: 0,
      bytesSent: expect.any(Number),
      durationMs: expect.any(Number),
      interrupted: false,
      stoppedBy: null,
    },
  });
  expect(err[0]).toContain("Sending to");
});

/** A secret of the first rule that has an example. */
const secret = rules[0]?.examples.secrets[0]?.match(/«(.+)»/)?.[1] ?? "";

test("chats that were stored under other rules are sanitized before they leave", async () => {
  expect(secret.length).toBeGreaterThan(10);
  const { address, bodies, of } = await teamServer();
  const settings = await machineWith([session("1", `use ${secret}`)], "of last year");
  const { exitCode, out } = await pushFrom(settings, { to: address });
  expect([exitCode, withoutTime(out.at(-1))]).toEqual([
    0,
    "Sent 1 session, 1 kB in no time (1 new).",
  ]);
  expect(bodies.join()).not.toContain(secret);
  expect(bodies[1]).toContain("use [redacted:");
  const stored = await of("ada").records.whole("vscode:1");
  expect(stored?.messages[0]?.text).toMatch(/^use \[redacted:.*\]$/);
  expect(await of("ada").records.findings("vscode:1")).toMatchObject([{ count: 2 }]);

  expect(withoutTime((await pushFrom(settings, { to: address })).out.at(-1))).toBe(
    "Nothing new: 1 session there already, asked in no time.",
  );
});

test("a chat that still holds a secret stays, the others go", async () => {
  const { address, bodies, of } = await teamServer();
  const workspace = { uri: `file:///home/ada/${secret}`, name: "w" };
  const settings = await machineWith([
    { ...session("1"), workspace },
    session("2", `use ${secret}`),
    session("3"),
  ]);
  const { exitCode, out } = await pushFrom(settings, { to: address });
  const [rule] = testSanitizer.sanitize(secret).findings;
  const problem = `still holds a secret (${rule?.rule}), so it was not sent`;
  expect([exitCode, out.slice(-3)]).toEqual([
    1,
    ["2 sessions did not go:", `  vscode:1: ${problem}`, `  vscode:2: ${problem}`],
  ]);
  expect([bodies.join(), out.join()].filter((text) => text.includes(secret))).toEqual([]);
  expect((await of("ada").store.counts()).sessions).toBe(1);
});

test("a chat that the server refuses is told with its reason, the others go", async () => {
  const { address, of } = await teamServer();
  const settings = await machineWith([
    chat({ id: "1", createdAt: 5e12, updatedAt: 5e12 }),
    session("2"),
  ]);
  const { exitCode, out } = await pushFrom(settings, { to: address });
  expect([exitCode, out.slice(-2)]).toEqual([
    1,
    [
      "1 session did not go:",
      "  vscode:1: session.createdAt: not a time in whole milliseconds from 1970 to 2100",
    ],
  ]);
  expect((await of("ada").store.counts()).sessions).toBe(1);
});

test("a server of its own takes what its key may bring, and finds it by words and by likeness", async () => {
  using home = temporaryFolder();
  const [metrics = 0, search = 0, api = 0] = await freePorts(3);
  const environment = {
    CHATS_ACCESS: "keys",
    CHATS_WATCH: "off",
    CHATS_METRICS_PORT: String(metrics),
    CHATS_SEARCH_PORT: String(search),
    CHATS_API_PORT: String(api),
  };
  const keyFor = async (scope: string) => {
    const args = ["keys", "create", "--owner", "ada", "--name", scope, "--scope", scope, "--json"];
    using made = startChats(args, home.path);
    return String(JSON.parse((await made.ended).out).secret);
  };
  const [bringing, reading] = [await keyFor("ingest"), await keyFor("read")];
  using _server = startChats(["serve"], home.path, environment);
  const to = `http://127.0.0.1:${api}`;
  const settings = await machineWith([session("1", "sourdough starter")]);
  expect((await pushFrom({ ...settings, pushKey: () => bringing }, { to })).exitCode).toBe(0);
  const refused = await pushFrom({ ...settings, pushKey: () => reading }, { to });
  expect(refused.exitCode).toBe(1);
  expect(refused.out.at(-2)).toMatch(/^Gave up: .* answers 403: .*scope ingest/);
  const headers = { authorization: `Bearer ${reading}`, "content-type": "application/json" };
  await expect
    .poll(async () => {
      const body = JSON.stringify({ query: "sourdouhg" });
      const found = await fetch(`${to}/search`, { method: "POST", headers, body });
      const { hits } = (await found.json()) as SearchResponse;
      return hits.map((hit) => hit.session.id);
    })
    .toEqual(["vscode:1"]);
});
