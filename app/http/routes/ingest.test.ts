import { expect, test } from "vitest";
import { ingestBody, pushed } from "../../ingest/test-pushes.ts";
import { testIngest } from "../../ingest/testing.ts";
import { rules } from "../../sanitize/rules/rules.ts";
import { answer, chat, prompt } from "../../store/test-chats.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";

test("what was sent is stored as its owner's, and not asked for again", async () => {
  const { check, ingest, of } = await testIngest();
  const session = chat({
    title: "Bread",
    workspace: { uri: "file:///home/ada/bakery", name: "bakery", repository: "github.com/ada/b" },
    usage: [{ model: "gpt-5", requests: 2 }],
    messages: [
      { ...prompt("r1", "Why?", 1_000), intent: { mode: "ask" } },
      {
        ...answer("r1", "Yeast.", 2_000),
        parts: [{ kind: "strange", text: undefined, raw: { a: [1, null] } }],
        usage: { promptTokens: undefined, completionTokens: 3 },
        toolCalls: [
          { id: "c", tool: "t", summary: "s", input: "i", output: undefined, outcome: "ok" },
        ],
      },
    ],
  });
  const finding = { messageKey: "r1/user", rule: "github-token", hash: "aa", count: 2 };
  const item = pushed(session, { paths: ["/home/ada/a.json"], findings: [finding] });
  const asked = {
    collector: "laptop",
    sessions: [{ source: "vscode", id: "chat-1", contentHash: item.contentHash }],
  };

  expect((await check(asked)).json()).toEqual({ wanted: ["vscode:chat-1"] });
  const stored = await ingest(ingestBody([item]));
  expect([stored.statusCode, stored.json()]).toEqual([
    200,
    { sessions: [{ id: "vscode:chat-1", outcome: "added" }], secretsRedacted: 0 },
  ]);
  const { records, store } = of("ada");
  expect(await records.whole("vscode:chat-1")).toEqual(session);
  expect(await records.findings("vscode:chat-1")).toEqual([finding]);
  expect(await records.pathsOf("vscode:chat-1")).toEqual(["collector://laptop/home/ada/a.json"]);
  expect(await store.searchText("yeast", 9)).toHaveLength(1);
  expect((await check(asked)).json()).toEqual({ wanted: [] });
  expect((await check({ ...asked, collector: "desktop" })).json().wanted).toHaveLength(1);
  expect((await check(asked, "grace")).json().wanted).toHaveLength(1);
});

const session = (id: string, text = "How do I bake bread?") =>
  chat({ id, messages: [prompt("r1", text)] });

test("what was sent before is unchanged, and counted once", async () => {
  const { ingest, outcomes, of } = await testIngest();
  const body = ingestBody([pushed(session("1")), pushed(session("2"))]);
  expect(await outcomes(body)).toEqual(["added", "added"]);
  const rows = await of("ada").store.sessions({ limit: 9, offset: 0 });
  expect(await outcomes(body)).toEqual(["unchanged", "unchanged"]);
  expect(await outcomes({ ...body, collector: "desktop" })).toEqual(["unchanged", "unchanged"]);
  const longer = chat({ id: "1", messages: [prompt("r1", "One"), prompt("r2", "Two", 5_000)] });
  expect(await outcomes(ingestBody([pushed(longer)]))).toEqual(["updated"]);
  expect(await outcomes(ingestBody([pushed(session("3")), pushed(session("3"))]))).toEqual([
    "added",
    "unchanged",
  ]);
  expect((await of("ada").store.counts()).sessions).toBe(3);
  expect(rows.total).toBe(2);
  expect((await ingest(ingestBody([]))).json()).toEqual({ sessions: [], secretsRedacted: 0 });
});

test("a session that is refused keeps none of the others back", async () => {
  const { ingest, of } = await testIngest();
  const twice = chat({ id: "2", messages: [prompt("r1", "One"), prompt("r1", "Two")] });
  const answer = await ingest(
    ingestBody([
      pushed(session("1")),
      pushed(twice),
      { ...pushed(session("3")), contentHash: "0".repeat(64) },
      { ...pushed(session("4")), session: { ...session("4"), owner: "grace" } },
      pushed(chat({ id: "5", createdAt: 2_000, updatedAt: 1_000 })),
      pushed(session("6", "half a pair \ud800")),
      "seven",
      pushed(session("8")),
    ]),
  );
  expect([answer.statusCode, answer.json().sessions]).toEqual([
    200,
    [
      { id: "vscode:1", outcome: "added" },
      refusal("vscode:2", "session.messages.1.key", "the key of an earlier message"),
      refusal("vscode:3", "contentHash", "not that of the session; send the session again"),
      refusal("vscode:4", "session.owner", "not known here; leave it out"),
      refusal("vscode:5", "session.updatedAt", "before createdAt"),
      refusal(
        "vscode:6",
        "session.messages.0.text",
        "holds a NUL or half a surrogate pair; leave such out",
      ),
      refusal(null, "body", "not an object"),
      { id: "vscode:8", outcome: "added" },
    ],
  ]);
  expect((await of("ada").store.counts()).sessions).toBe(2);
});

function refusal(id: string | null, field: string, problem: string) {
  return { id, outcome: "refused", problem: { field, message: `${field}: ${problem}` } };
}

test("sessions are their sender's, whatever a body says", async () => {
  const { check, ingest, outcomes, of } = await testIngest();
  await ingest(ingestBody([pushed(session("1"))], { visibility: "private" }), "grace");
  for (const named of [{ owner: "grace" }, { caller: { owner: "grace" } }]) {
    const answer = await ingest(ingestBody([pushed(session("2"))], named));
    const [field] = Object.keys(named);
    expect([answer.statusCode, answer.json().error]).toEqual([
      400,
      { code: "invalid_request", field, message: `${field}: not known here; leave it out` },
    ]);
    expect((await check({ collector: "laptop", sessions: [], ...named })).statusCode).toBe(400);
  }
  expect(await outcomes(ingestBody([pushed(session("1", "Mine"))]))).toEqual(["added"]);
  expect(await of("grace").records.whole("vscode:1")).toEqual(session("1"));
  expect(await of("ada").records.whole("vscode:1")).toEqual(session("1", "Mine"));
});

test("a key without the scope brings and learns nothing, nor does no key", async () => {
  const { check, ingest, of, metricsText } = await testIngest();
  const body = ingestBody([pushed()]);
  for (const [key, status] of [
    ["ada/read", 403],
    ["ada/admin", 403],
    ["", 401],
  ] as const) {
    expect((await ingest(body, key)).statusCode).toBe(status);
    expect((await check({ collector: "laptop", sessions: [] }, key)).statusCode).toBe(status);
  }
  expect((await of("ada").store.counts()).sessions).toBe(0);
  const refusals = (await metricsText()).match(/^copilot_ingest_refusals_total.*$/gm);
  expect(refusals).toEqual([
    'copilot_ingest_refusals_total{reason="forbidden"} 4',
    'copilot_ingest_refusals_total{reason="unauthorized"} 2',
  ]);
});

test("who sees a session is said by its sender, and stays where nothing is said", async () => {
  const { check, ingest, outcomes } = await testIngest();
  const item = pushed(session("1"));
  const { contentHash } = item;
  const asked = { collector: "laptop", sessions: [{ source: "vscode", id: "1", contentHash }] };
  const wanted = async (visibility?: string) =>
    (await check({ ...asked, visibility })).json().wanted;

  await ingest(ingestBody([item]));
  expect([await wanted(), await wanted("private"), await wanted("team")]).toEqual([
    [],
    [],
    ["vscode:1"],
  ]);
  expect(await outcomes(ingestBody([item], { visibility: "team" }))).toEqual(["updated"]);
  expect(await outcomes(ingestBody([item]))).toEqual(["unchanged"]);
  expect([await wanted(), await wanted("private"), await wanted("team")]).toEqual([
    [],
    ["vscode:1"],
    [],
  ]);
});

test("a removed session is neither asked for nor brought back, until somebody goes on with it", async () => {
  const { check, outcomes, of } = await testIngest();
  const item = pushed(session("1"));
  await outcomes(ingestBody([item]));
  await of("ada").maintenance.remove(["vscode:1"], { before: 9_000, removedAt: 9_000 });
  const { contentHash } = item;
  const sessions = [{ source: "vscode", id: "1", contentHash }];
  expect((await check({ collector: "laptop", sessions })).json()).toEqual({ wanted: [] });
  expect(await outcomes(ingestBody([item], { collector: "desktop" }))).toEqual(["unchanged"]);
  expect((await of("ada").store.counts()).sessions).toBe(0);
  const longer = chat({ id: "1", messages: [prompt("r1", "One"), prompt("r2", "Two", 5_000)] });
  expect(await outcomes(ingestBody([pushed(longer)]))).toEqual(["added"]);
});

/** A secret of the first rule that has an example. */
const secret = rules[0]?.examples.secrets[0]?.match(/«(.+)»/)?.[1] ?? "";

test("a secret that a collector has left is redacted, counted, and in no log", async () => {
  const { ingest, of, metricsText, logLines } = await testIngest();
  expect(secret.length).toBeGreaterThan(10);
  const leaky = chat({
    title: `About ${secret}`,
    messages: [prompt("r1", `use ${secret} and ${secret}`), answer("r1", "ok")],
  });
  const answered = await ingest(ingestBody([pushed(leaky)]));
  expect(answered.json()).toEqual({
    sessions: [{ id: "vscode:chat-1", outcome: "added" }],
    secretsRedacted: 5,
  });
  const stored = await of("ada").records.whole("vscode:chat-1");
  expect(stored?.title).toMatch(/^About \[redacted:/);
  expect(JSON.stringify(stored)).not.toContain(secret);
  expect(await of("ada").records.findings("vscode:chat-1")).toMatchObject([
    { messageKey: "r1/user", count: 4 },
  ]);
  expect((await ingest(ingestBody([pushed(leaky)]))).json()).toMatchObject({
    sessions: [{ outcome: "unchanged" }],
  });
  expect(await metricsText()).toContain("copilot_ingested_secrets_redacted_total 5");
  const told = logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === "warn");
  expect(told).toMatchObject([{ collector: "laptop", rulesVersion: "1", secretsRedacted: 5 }]);
  expect(logLines.join()).not.toContain(secret);
});

test("a secret where no placeholder can stand is not taken in", async () => {
  const { ingest, of, logLines } = await testIngest();
  const workspace = { uri: `file:///home/ada/${secret}`, name: "w" };
  const answers = [
    await ingest(ingestBody([pushed(chat({ workspace }))])),
    await ingest(ingestBody([pushed(chat(), { paths: [`/tmp/${secret}`] })])),
    await ingest(ingestBody([pushed(chat({ messages: [prompt(secret, "Why?")] }))])),
  ];
  for (const answer of answers) {
    expect(answer.json().sessions[0].problem.message).toMatch(
      /^session: holds a secret \([a-z0-9-]+\) in a name or a path$/,
    );
    expect(answer.body).not.toContain(secret);
  }
  expect((await of("ada").store.counts()).sessions).toBe(0);
  expect(logLines.join()).not.toContain(secret);
});

test("a database that is away is not the sender's fault", async () => {
  const { ingest, of } = await testIngest();
  const { store } = of("ada");
  const { saveSessions } = store;
  let saved = 0;
  store.saveSessions = (...values) => {
    saved += 1;
    return saved === 2 ? Promise.reject(new StoreUnavailable("Away.")) : saveSessions(...values);
  };
  const body = ingestBody([pushed(session("1")), pushed(session("2"))]);
  const answer = await ingest(body);
  expect([answer.statusCode, answer.json().error.code]).toEqual([503, "store_unavailable"]);
  expect((await ingest(body)).json().sessions).toEqual([
    { id: "vscode:1", outcome: "unchanged" },
    { id: "vscode:2", outcome: "added" },
  ]);
});

test("a session that cannot be stored is told, and its words reach no log", async () => {
  const { ingest, of, logLines } = await testIngest();
  of("ada").store.saveSessions = () => Promise.reject(new Error("near 'my private words'"));
  const answer = await ingest(ingestBody([pushed(session("1"))]));
  expect([answer.statusCode, answer.json().sessions]).toEqual([
    200,
    [refusal("vscode:1", "session", "could not be stored; the log of the server says why")],
  ]);
  const told = logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === "error");
  expect(told).toMatchObject([{ msg: "a session could not be stored", error: { type: "Error" } }]);
  expect(logLines.join()).not.toContain("private words");
});
