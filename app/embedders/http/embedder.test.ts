import type { ServerResponse } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { freePorts } from "../../commands/testing.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { embedderContract } from "../embedder-contract.ts";
import { httpEmbedder } from "./embedder.ts";
import type { HttpEmbedderSettings } from "./endpoint.ts";
import { type Answer, embeddingServer, embeddings, json } from "./testing.ts";

const noPauses = [1, 1];

function settings(url: string, key?: string): HttpEmbedderSettings {
  return { url, model: "small", key: key === undefined ? undefined : () => key };
}

embedderContract("an embedder over HTTP", async () => {
  const { url } = await embeddingServer();
  return httpEmbedder(settings(url)).open();
});

/** An embedder that has had its first answer, and what is asked from then on. */
async function opened(...answers: Answer[]) {
  const server = await embeddingServer([() => false, ...answers]);
  const embedder = await httpEmbedder(settings(server.url), noPauses).open();
  server.requests.length = 0;
  return { ...embedder, requests: server.requests };
}

const answering =
  (change: (answer: ReturnType<typeof embeddings>) => unknown): Answer =>
  ({ body }, response) =>
    json(response, 200, change(embeddings(body)));

const refusing =
  (status: number, message: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(JSON.stringify({ error: { message } }));
    return true;
  };

describe("httpEmbedder", () => {
  it("learns dimensions and floor from the first answer, once for all", async () => {
    const { url, requests } = await embeddingServer();
    const source = httpEmbedder(settings(url));
    const [one, other] = await Promise.all([source.open(), source.open()]);
    expect(one).toBe(other);
    expect(one).toMatchObject({ generation: "http-small-16-v1", dimensions: 16 });
    expect(one.similarityFloor).toBeGreaterThan(0);
    expect(one.similarityFloor).toBeLessThan(1);
    expect(requests).toMatchObject([{ path: "/v1/embeddings", body: { model: "small" } }]);
  });

  it("sends no more than 32 texts or 32,000 characters at once, and the start of a long text", async () => {
    const { embed, requests } = await opened();
    await embed([
      ...new Array(33).fill("a"),
      "",
      "b".repeat(100_000),
      ...new Array(4).fill("c".repeat(7_000)),
    ]);
    expect(requests.map(({ body }) => body.input.map((text) => text.length))).toEqual([
      new Array(32).fill(1),
      [1, 8_000, 7_000, 7_000, 7_000],
      [7_000],
    ]);
  });

  it.each([
    ["http://127.0.0.1:1/v1", "/v1/embeddings"],
    ["http://127.0.0.1:1/v1/", "/v1/embeddings"],
    ["http://127.0.0.1:1/v1/embeddings", "/v1/embeddings"],
    ["http://127.0.0.1:1", "/embeddings"],
    [
      "http://127.0.0.1:1/openai/deployments/small/embeddings?api-version=2024-10-21",
      "/openai/deployments/small/embeddings?api-version=2024-10-21",
    ],
  ])("asks below %s at %s", async (url, path) => {
    const server = await embeddingServer();
    const { origin } = new URL(server.url);
    await httpEmbedder(settings(url.replace("http://127.0.0.1:1", origin))).open();
    expect(server.requests[0]?.path).toBe(path);
  });

  it("shows its key as the server takes it", async () => {
    const { url, requests } = await embeddingServer();
    await httpEmbedder(settings(url, "the-key")).open();
    await httpEmbedder(settings(url)).open();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer the-key",
      undefined,
    ]);
    const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("no network"));
    const azure = httpEmbedder(settings("https://chats.openai.azure.com/openai/v1", "the-key"), []);
    await expect(azure.open()).rejects.toThrow("no network");
    const [, init] = fetched.mock.calls[0] ?? [];
    fetched.mockRestore();
    expect(init?.headers).toMatchObject({ "api-key": "the-key" });
    expect(init?.headers).not.toHaveProperty("authorization");
  });

  it("puts vectors in the order of the texts, whatever the order of the answer", async () => {
    const { embed } = await opened(
      answering((answer) => ({ ...answer, data: answer.data.toReversed() })),
    );
    const shuffled = await embed(["salt", "pepper", "sugar"]);
    expect(shuffled).toEqual(await embed(["salt", "pepper", "sugar"]));
  });

  it("takes no vectors of another number of dimensions than at first", async () => {
    const { embed } = await opened(
      answering((answer) => ({
        ...answer,
        data: answer.data.map((one) => ({ ...one, embedding: [1, 2] })),
      })),
    );
    await expect(embed(["salt"])).rejects.toThrow(
      "answer of the embedder: data[0].embedding: expected 16 dimensions, got 2",
    );
  });

  it.each([
    ["text", "<html>", "the answer is not JSON"],
    ["NaN", '{"data":[{"index":0,"embedding":[NaN]}]}', "the answer is not JSON"],
    ["infinity", '{"data":[{"index":0,"embedding":[1e999]}]}', "expected 16 dimensions, got 1"],
    ["33 MB", " ".repeat(33 * 1_024 * 1_024), "the answer is larger than 33554432 bytes"],
  ])("refuses an answer of %s", async (_, text, message) => {
    const { embed, requests } = await opened((_, response) => {
      response.on("error", () => {}).end(text);
      return true;
    });
    await expect(embed(["salt"])).rejects.toThrow(message);
    expect(requests).toHaveLength(1);
  });

  it("refuses a vector whose numbers are no numbers of a vector", async () => {
    const embedding = [`1e999`, ...new Array(15).fill("1")].join(",");
    const { embed } = await opened((_, response) => {
      response.end(`{"data":[{"index":0,"embedding":[${embedding}]}]}`);
      return true;
    });
    await expect(embed(["salt"])).rejects.toThrow(
      "data[0].embedding[0]: not a finite number, got Infinity",
    );
  });

  it("asks a busy server again, as late as that wants", async () => {
    const { embed, requests } = await opened(
      refusing(429, "slow down", { "retry-after": "1" }),
      refusing(503, "loading", { "retry-after-ms": "20" }),
    );
    const startedAt = performance.now();
    expect(await embed(["salt"])).toHaveLength(1);
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
    expect(requests).toHaveLength(3);
  });

  it("gives up on a server that stays busy, or asks for more time than there is", async () => {
    const busy = await opened(...new Array(3).fill(refusing(500, "out of memory")));
    const failing = busy.embed(["salt"]);
    await expect(failing).rejects.toThrow(StoreUnavailable);
    await expect(failing).rejects.toThrow(/answers 500 \(.*out of memory/);
    expect(busy.requests).toHaveLength(3);
    const overdrawn = await opened(refusing(429, "no quota", { "retry-after": "3600" }));
    await expect(overdrawn.embed(["salt"])).rejects.toThrow(/answers 429 \(.*no quota/);
    expect(overdrawn.requests).toHaveLength(1);
  });

  it("says where nobody answers, and opens once somebody does", async () => {
    const [port] = await freePorts(1);
    const source = httpEmbedder(settings(`http://127.0.0.1:${port}/v1`), noPauses);
    await expect(source.open()).rejects.toThrow(StoreUnavailable);
    await expect(source.open()).rejects.toThrow(
      `the embedder is not available: http://127.0.0.1:${port}/v1/embeddings cannot be reached`,
    );
    const server = await embeddingServer([refusing(404, "model not found")]);
    const late = httpEmbedder(settings(server.url), noPauses);
    await expect(late.open()).rejects.toThrow(/answers 404 \(.*check CHATS_EMBEDDER_URL/);
    expect((await late.open()).dimensions).toBe(16);
  });

  it("asks no second time what was refused, and never follows elsewhere", async () => {
    const { embed, requests } = await opened(
      refusing(401, "wrong key"),
      refusing(302, "", { location: "http://127.0.0.1:1/" }),
    );
    await expect(embed(["salt"])).rejects.toThrow(/answers 401 \(.*wrong key/);
    await expect(embed(["salt"])).rejects.toThrow("answers 302");
    expect(requests).toHaveLength(2);
  });

  it("keeps its key out of what the server says", async () => {
    const { url } = await embeddingServer([refusing(401, "wrong key: the-key")]);
    await expect(httpEmbedder(settings(url, "the-key")).open()).rejects.toThrow("wrong key: …");
  });

  it("cuts what is too long for the model until it fits", async () => {
    const limit: Answer = ({ body }, response) =>
      body.input.some((text) => text.length > 1_000) &&
      json(response, 400, { error: { message: "maximum context length is 250 tokens" } });
    const { embed, requests } = await opened(...new Array<Answer>(20).fill(limit));
    const vectors = await embed(["salt", "pepper ".repeat(500), "sugar"]);
    expect(vectors.map((vector) => Math.round(Math.hypot(...vector)))).toEqual([1, 1, 1]);
    expect(Math.max(...requests.map(({ body }) => body.input.length))).toBe(3);
    const never = await opened(...new Array<Answer>(20).fill(refusing(413, "payload too large")));
    await expect(never.embed(["x".repeat(8_000)])).rejects.toThrow("too long for the model");
  });

  it("stops waiting at once when it is aborted", async () => {
    const held: ServerResponse[] = [];
    const hold: Answer = (_, response) => held.push(response) > 0;
    const { embed } = await opened(hold);
    const controller = new AbortController();
    const embedding = embed(["salt"], controller.signal);
    await vi.waitFor(() => expect(held).toHaveLength(1));
    controller.abort(new Error("enough"));
    await expect(embedding).rejects.toThrow("enough");

    const paused = await opened(refusing(503, "loading", { "retry-after": "50" }));
    const late = paused.embed(["salt"], AbortSignal.timeout(100));
    await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("lets one who waits for the first answer go without the others", async () => {
    const held: ServerResponse[] = [];
    const { url } = await embeddingServer([(_, response) => held.push(response) > 0]);
    const source = httpEmbedder(settings(url));
    const other = source.open();
    await expect(source.open(AbortSignal.timeout(50))).rejects.toThrow("aborted due to timeout");
    const [response] = held;
    if (response === undefined) throw new Error("nothing was asked");
    const input = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    json(response, 200, embeddings({ model: "small", input }));
    expect((await other).dimensions).toBe(16);
  });
});
