import { expect, it, onTestFinished } from "vitest";
import { qdrantStandIn } from "../../../test/support/qdrant/stand-in.ts";
import { qdrantUnderTest } from "../../../test/support/qdrant/under-test.ts";
import { freePorts } from "../../commands/testing.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { vectorServerContract } from "../server/server-contract.ts";
import { qdrant } from "./qdrant.ts";

const underTest = qdrantUnderTest();

vectorServerContract("vectors on a Qdrant", () => qdrant(underTest()));

const point = {
  messageId: 1,
  vector: Float32Array.of(1, 0),
  owner: "ada",
  visibility: "private" as const,
};

async function standIn(options?: { apiKey: string }) {
  const server = await qdrantStandIn(options);
  onTestFinished(() => server.stop());
  return server;
}

it("makes the indexes before the points, and each once", async () => {
  const { url, requests } = await standIn();
  const server = qdrant({ url, apiKey: undefined });
  for (let time = 0; time < 2; time++) {
    await server.create("chats-a", 2);
    await server.upsert("chats-a", [point]);
  }
  expect(requests).toEqual([
    "GET /collections/chats-a/exists",
    "PUT /collections/chats-a",
    "PUT /collections/chats-a/index?wait=true",
    "PUT /collections/chats-a/index?wait=true",
    "PUT /collections/chats-a/points?wait=true",
    "PUT /collections/chats-a/points?wait=true",
  ]);
});

it("moves the alias to the newest collection", async () => {
  const { url, aliases } = await standIn();
  const server = qdrant({ url, apiKey: undefined });
  for (const collection of ["chats-a", "chats-b"]) {
    await server.create(collection, 2);
    await server.publish(collection);
    expect(Object.fromEntries(aliases)).toEqual({ chats: collection });
  }
});

it("sends no more than a million numbers at once", async () => {
  const { url, requests } = await standIn();
  const server = qdrant({ url, apiKey: undefined });
  const size = 60_000;
  await server.create("chats-a", size);
  requests.length = 0;
  const vector = new Float32Array(size).fill(1);
  await server.upsert(
    "chats-a",
    Array.from({ length: 20 }, (_, index) => ({ ...point, messageId: index + 1, vector })),
  );
  expect(requests).toHaveLength(2);
});

it("shows its key, and says where it is refused", async () => {
  const { url } = await standIn({ apiKey: "the-key" });
  await qdrant({ url, apiKey: () => "the-key" }).create("chats-a", 2);
  const refused = qdrant({ url, apiKey: undefined }).create("chats-a", 2);
  await expect(refused).rejects.toThrow(StoreUnavailable);
  await expect(refused).rejects.toThrow(
    `Qdrant at ${url} refuses the key; check CHATS_QDRANT_API_KEY`,
  );
});

it("says what Qdrant says", async () => {
  const { url } = await standIn();
  const server = qdrant({ url, apiKey: undefined });
  await server.create("chats-a", 2);
  const other = { ...point, vector: Float32Array.of(1, 0, 0) };
  await expect(server.upsert("chats-a", [other])).rejects.toThrow(
    /answers 400 \(.*expected dim: 2, got 3/,
  );
});

it("says where nobody answers", async () => {
  const [port] = await freePorts(1);
  const server = qdrant({ url: `http://127.0.0.1:${port}`, apiKey: undefined });
  const asked = server.nearest("chats-a", point.vector, { viewer: "ada", limit: 1 });
  await expect(asked).rejects.toThrow(StoreUnavailable);
  await expect(asked).rejects.toThrow(
    `search by meaning is not available: Qdrant at http://127.0.0.1:${port} cannot be reached`,
  );
});
