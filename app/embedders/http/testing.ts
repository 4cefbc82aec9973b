import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface EmbeddingRequest {
  path: string;
  headers: IncomingMessage["headers"];
  body: { model: string; input: string[] };
}

/** Answers a request by itself; returns false to leave it to the server. */
export type Answer = (request: EmbeddingRequest, response: ServerResponse) => boolean;

/**
 * A server of the running test that speaks OpenAI's API for embeddings as its reference describes it:
 * https://platform.openai.com/docs/api-reference/embeddings. `answers` come first, one for a request.
 */
export async function embeddingServer(answers: Answer[] = []) {
  const requests: EmbeddingRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request));
    const asked = { path: request.url ?? "", headers: request.headers, body };
    requests.push(asked);
    if (answers.shift()?.(asked, response)) return;
    const refusal = refusalOf(request, body);
    if (refusal) json(response, 400, { error: { message: refusal } });
    else json(response, 200, embeddings(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, requests };
}

export function json(response: ServerResponse, status: number, body: unknown): true {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
}

/** The usual answer: what OpenAI gives, with vectors of 16 dimensions. */
export function embeddings({ model, input }: EmbeddingRequest["body"]) {
  return {
    object: "list",
    model,
    data: input.map((text, index) => ({ object: "embedding", index, embedding: numbersOf(text) })),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  };
}

function refusalOf(request: IncomingMessage, body: Record<string, unknown>): string | undefined {
  const { model, input, ...rest } = body;
  if (request.method !== "POST") return "only POST";
  if (request.headers["content-type"] !== "application/json") return "only JSON";
  if (typeof model !== "string" || model === "") return "'model' is missing";
  if (Object.keys(rest).length > 0) return `unknown: ${Object.keys(rest)}`;
  if (!Array.isArray(input) || input.length === 0) return "'input' is missing";
  if (input.some((text) => typeof text !== "string" || text === "")) return "'input' is invalid";
  if (input.some((text) => !text.isWellFormed())) return "'input' is no UTF-8";
  return undefined;
}

/** Not of length 1, which servers need not give. */
function numbersOf(text: string): number[] {
  const numbers = new Array<number>(16).fill(0.01);
  for (const word of text.split(/\s+/)) {
    let hashed = 7;
    for (const character of word) hashed = (hashed * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
    numbers[hashed % 16] = (numbers[hashed % 16] ?? 0) + 1 + (hashed % 7);
  }
  return numbers;
}
