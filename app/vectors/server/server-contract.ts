import { expect, it, onTestFinished } from "vitest";
import { chat, prompt, readState, sourceFile } from "../../store/test-chats.ts";
import { vectorStoreContract } from "../vector-store-contract.ts";
import type { VectorServer } from "./server.ts";
import { openBeside } from "./testing.ts";

/** What every `VectorServer` must do; `connect` gives one whose server other tests use too. */
export function vectorServerContract(name: string, connect: () => VectorServer): void {
  vectorStoreContract(name, () => openBeside(connect()));

  /** A message with a vector of the generation `one`, and the collection that has it. */
  async function stored(...texts: string[]) {
    const collections: string[] = [];
    const server = connect();
    const database = await openBeside({
      ...server,
      create(collection, dimensions) {
        collections.push(collection);
        return server.create(collection, dimensions);
      },
    });
    onTestFinished(() => database.close());
    const { store, vectors, maintenance } = database.forOwner("local");
    const messages = texts.map((text, index) => prompt(`r${index}`, text, index));
    await store.saveSession(
      chat({ createdAt: 0, messages }),
      sourceFile(),
      readState(sourceFile()),
    );
    const waiting = () => store.messagesWithoutVector("one", 10);
    const made = (await waiting()).map(({ id }) => ({ messageId: id, vector: east }));
    await vectors.upsert("one", made);
    const [collection = ""] = collections;
    const ids = made.map(({ messageId }) => messageId);
    return { server, store, vectors, maintenance, collection, ids, waiting };
  }
  const east = Float32Array.of(1, 0, 0, 0);

  it(`${name}: makes a collection anew that was lost`, async () => {
    const { server, vectors, collection, ids, waiting } = await stored("a", "b");
    await server.drop(collection);
    await expect(vectors.nearest("one", east, 1)).rejects.toThrow(
      "has lost the vectors, which the next import makes anew",
    );
    await vectors.reconcile("one");
    expect((await waiting()).map(({ id }) => id)).toEqual(ids);
    await vectors.upsert("one", [{ messageId: ids[1] ?? 0, vector: east }]);
    expect(await vectors.nearest("one", east, 1)).toMatchObject([{ messageId: ids[1] }]);
  });

  it(`${name}: makes a collection anew that has lost a part`, async () => {
    const { server, vectors, collection, ids, waiting } = await stored("a", "b");
    await server.remove(collection, ids.slice(1));
    await vectors.reconcile("one");
    expect((await waiting()).map(({ id }) => id)).toEqual(ids);
  });

  it(`${name}: keeps nothing of a message that is gone`, async () => {
    const { server, vectors, maintenance, collection, ids } = await stored("a");
    expect(await server.counts(collection)).toEqual({ all: 1, ofTeam: 0 });
    await maintenance.remove(["vscode:chat-1"], { before: 9_000, removedAt: 9_000 });
    await vectors.complete("one");
    expect(await server.counts(collection)).toEqual({ all: 0, ofTeam: 0 });
    expect(ids).toHaveLength(1);
  });

  it(`${name}: gives its points in pages, whoever sees them`, async () => {
    const server = connect();
    const collection = `chats-test-${process.pid}-${Date.now()}`;
    onTestFinished(() => server.drop(collection));
    expect(await server.counts(collection)).toBeUndefined();
    await server.create(collection, 4);
    await server.create(collection, 4);
    const points = Array.from({ length: 2_500 }, (_, index) => ({
      messageId: index + 1,
      vector: Float32Array.of(1, index, 0, 0),
      owner: "ada",
      visibility: index === 7 ? ("team" as const) : ("private" as const),
    }));
    await server.upsert(collection, points);
    expect(await server.counts(collection)).toEqual({ all: 2_500, ofTeam: 1 });
    const team: number[] = [];
    const ids = new Set<number>();
    for await (const page of server.points(collection)) {
      for (const { messageId, visibility } of page) {
        ids.add(messageId);
        if (visibility === "team") team.push(messageId);
      }
    }
    expect([ids.size, team]).toEqual([2_500, [8]]);
    await server.show(collection, [
      { messageId: 8, visibility: "private" },
      { messageId: 9, visibility: "team" },
    ]);
    const found = await server.nearest(collection, east, { viewer: "grace", limit: 10 });
    expect(found.map(({ messageId }) => messageId)).toEqual([9]);
    await server.drop(collection);
    await server.drop(collection);
    expect(await server.counts(collection)).toBeUndefined();
  });
}
