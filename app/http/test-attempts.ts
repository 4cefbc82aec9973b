import type { InjectOptions } from "fastify";
import { checkPath, ingestPath } from "../ingest/protocol.ts";
import { ingestBody, pushed } from "../ingest/test-pushes.ts";
import type { Session } from "../sources/model.ts";
import { answer, chat, message, prompt } from "../store/test-chats.ts";

/** Stands wherever a word can stand in Ada's private chat, and nowhere else. */
export const privateWord = "xylograph";

const call = { id: "c", tool: "print", summary: privateWord, input: privateWord };

export const privateChat = chat({
  id: "hidden",
  title: `The ${privateWord}`,
  workspace: {
    uri: `file:///${privateWord}`,
    name: privateWord,
    repository: `github.com/ada/${privateWord}`,
  },
  createdAt: 9_000,
  messages: [
    prompt("r1", `How do I print with a ${privateWord}?`),
    answer("r1", `A ${privateWord} is inked and pressed.`),
    message({
      key: "r2/user",
      text: privateWord,
      toolCalls: [{ ...call, output: privateWord, outcome: "ok" }],
    }),
  ],
});
export const teamChat = chat({
  id: "shown",
  messages: [prompt("r1", "How do I bake sourdough?")],
});
export const gracesChat = chat({
  id: "own",
  messages: [prompt("r1", "How do I churn butter?")],
});

/** Ids under which somebody might look for the private chat, then those of chats that are there. */
const ids = [
  ...["vscode:hidden", "ada~vscode:hidden", "ada/vscode:hidden", "ada:vscode:hidden", "hidden"],
  ...["grace~vscode:hidden", "~vscode:hidden", "ada~~vscode:hidden", "ADA~vscode:hidden"],
  ...["%~vscode:hidden", "ada~vscode:%", "ada~vscode:hidden'--", "ada~vscode:hidden\0", "1", "3"],
  ...["vscode:own", "ada~vscode:shown", "vscode:shown"],
].map(encodeURIComponent);

/**
 * What Grace asks of each route to get at Ada's private chat. Those that write come last: they give
 * her chats of her own.
 */
export const attempts: Record<string, InjectOptions[]> = {
  "GET /api/sessions": get(
    "/api/sessions",
    "/api/sessions?limit=1&offset=1",
    "/api/sessions?limit=200&offset=2",
    "/api/sessions?owner=ada",
    "/api/sessions?visibility=private",
    `/api/sessions?workspace=${privateWord}`,
    `/api/sessions?workspace=github.com%2Fada%2F${privateWord}`,
    "/api/sessions?tool=print",
    "/api/sessions?workspace=%27%20or%201%3D1%20--",
  ),
  "GET /api/sessions/:id": get(...ids.map((id) => `/api/sessions/${id}`)),
  "PATCH /api/sessions/:id": ids.flatMap((id) =>
    send("PATCH", `/api/sessions/${id}`, { visibility: "team" }, { visibility: "private" }),
  ),
  "GET /api/stats": get("/api/stats", "/api/stats?owner=ada"),
  "POST /search": send(
    "POST",
    "/search",
    { query: privateWord, limit: 100 },
    { query: `the ${privateWord} is inked and pressed`, limit: 100 },
    { query: "how do I print", limit: 1 },
    { query: "how do I print", limit: 100 },
    { query: `${privateWord}* OR owner:ada`, limit: 100 },
    { query: privateWord, owner: "ada" },
    ...(["text", "semantic"] as const).map((mode) => ({ query: privateWord, mode })),
    { query: "how do I print", filters: { workspace: privateWord } },
    { query: "how do I print", filters: { workspace: `github.com/ada/${privateWord}` } },
    { query: privateWord, filters: { tool: "print" } },
    { query: "how do I", limit: 1, filters: { role: "user", source: "vscode", to: "2030-01-01" } },
    { query: privateWord, filters: { owner: "ada" } },
    { query: privateWord, filters: { workspace: "' or 1=1 --" } },
  ),
  "POST /suggest": send(
    "POST",
    "/suggest",
    ...["xylograph", "xylogrpah", "xylograf", "xylo", "zylograph", "printt", "inkde", "prese"].map(
      (query) => ({ query }),
    ),
    { query: "howw do I bakee sourdoug with a xylogaph" },
    { query: privateWord, owner: "ada" },
  ),
  "GET /api/sessions/:id/similar": get(
    ...ids.map((id) => `/api/sessions/${id}/similar`),
    "/api/sessions/vscode:own/similar?limit=50",
    "/api/sessions/ada~vscode:shown/similar?limit=50",
    "/api/sessions/vscode:own/similar?owner=ada",
  ),
  "POST /api/keys": send("POST", "/api/keys", { owner: "ada", name: "stolen" }),
  "GET /api/keys": get("/api/keys"),
  "DELETE /api/keys/:id": ["1", "2", "3"].map((id) => ({
    method: "DELETE",
    url: `/api/keys/${id}`,
  })),
  [`POST ${checkPath}`]: send("POST", checkPath, {
    collector: "hers",
    sessions: [privateChat, teamChat, gracesChat].map(({ source, id }) => ({
      source,
      id,
      contentHash: pushed(privateChat).contentHash,
    })),
  }),
  [`POST ${ingestPath}`]: send(
    "POST",
    ingestPath,
    collected({ ...privateChat, title: "Mine", messages: gracesChat.messages }),
    collected({ ...teamChat, messages: gracesChat.messages }),
    { ...collected(gracesChat), owner: "ada" },
  ),
};

/** What servers in between, and frameworks, take for who asks, or for what. */
export const tricks: Record<string, string>[] = [
  { "x-forwarded-user": "ada", "x-remote-user": "ada", "x-owner": "ada", owner: "ada" },
  { "x-ms-client-principal-name": "ada", "x-ms-client-principal-id": "ada", from: "ada" },
  { cookie: "owner=ada; session=ada", "proxy-authorization": "Bearer ada" },
  { "x-forwarded-for": "127.0.0.1", forwarded: "for=127.0.0.1", "x-real-ip": "127.0.0.1" },
  { host: "localhost", origin: "http://localhost", "x-forwarded-host": "localhost" },
  { "x-http-method-override": "GET", "x-original-url": "/metrics", "x-rewrite-url": "/health" },
];

function get(...urls: string[]): InjectOptions[] {
  return urls.map((url) => ({ method: "GET", url }));
}

function send(method: "POST" | "PATCH", url: string, ...payloads: object[]): InjectOptions[] {
  return payloads.map((payload) => ({ method, url, payload }));
}

function collected(session: Session) {
  return ingestBody([pushed(session)], { collector: "hers", visibility: "team" });
}
