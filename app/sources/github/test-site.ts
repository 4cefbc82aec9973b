import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const token = "page-token";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A stand-in for the site's API, with the paths and headers that its page uses. It does not prove that
 * the site, whose calls are undocumented, still has them.
 */
export async function site(answers: Record<string, Answer>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    const { authorization, "copilot-integration-id": integration } = request.headers;
    if (authorization !== `GitHub-Bearer ${token}` || integration !== "copilot-chat") {
      response.writeHead(401).end();
      return;
    }
    const answer = answers[String(request.url)];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const json =
  (body: unknown): Answer =>
  (_, response) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));

export const path = "/github/chat/threads";
export const thread = (id: string) => ({
  id,
  name: `About ${id}`,
  updatedAt: "2026-03-01T10:05:00Z",
});
export const messages = (id: string) => ({
  messages: [
    { id: `${id}-1`, threadID: id, role: "user", content: "Why?" },
    { id: `${id}-2`, threadID: id, role: "assistant", content: "Because.", model: "gpt-5" },
  ],
});
