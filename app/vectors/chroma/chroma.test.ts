import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { chromaUnderTest } from "../../../test/support/chroma/under-test.ts";
import { freePorts } from "../../commands/testing.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { vectorServerContract } from "../server/server-contract.ts";
import { chroma } from "./chroma.ts";

const url = chromaUnderTest();

vectorServerContract("vectors on a Chroma", () => chroma({ url: url() }));

const east = Float32Array.of(1, 0);
const point = { messageId: 1, vector: east, owner: "ada", visibility: "private" as const };
const asAda = { viewer: "ada", limit: 1 };

it("finds a collection that another process has made anew", async () => {
  const [one, other] = [chroma({ url: url() }), chroma({ url: url() })];
  const collection = `chats-anew-${Date.now()}`;
  await one.create(collection, 2);
  await one.upsert(collection, [point]);
  await other.drop(collection);
  await other.create(collection, 2);
  await other.upsert(collection, [{ ...point, messageId: 2 }]);
  expect(await one.nearest(collection, east, asAda)).toMatchObject([{ messageId: 2 }]);
  await one.drop(collection);
});

it("says what Chroma says", async () => {
  const server = chroma({ url: url() });
  const collection = `chats-refused-${Date.now()}`;
  await server.create(collection, 2);
  onTestFinished(() => server.drop(collection));
  await server.upsert(collection, [point]);
  const other = { ...point, vector: Float32Array.of(1, 0, 0) };
  await expect(server.upsert(collection, [other])).rejects.toThrow(
    /answers 400 \(.*expecting embedding with dimension of 2, got 3/,
  );
});

it("says where nobody answers", async () => {
  const [port] = await freePorts(1);
  const asked = chroma({ url: `http://127.0.0.1:${port}` }).nearest("chats-a", east, asAda);
  await expect(asked).rejects.toThrow(StoreUnavailable);
  await expect(asked).rejects.toThrow(
    `search by meaning is not available: Chroma at http://127.0.0.1:${port} cannot be reached`,
  );
});

it.each([
  ["no JSON", "<html>", "the answer: Invalid input: expected object, received undefined"],
  ["another field", '{"identifier":"x"}', "id: Invalid input: expected string"],
])("names the field where it gets %s", async (_, text, message) => {
  const server = createServer((_, response) => response.end(text)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const asked = chroma({ url: `http://127.0.0.1:${port}` }).create("chats-a", 2);
  await expect(asked).rejects.toThrow(message);
});
