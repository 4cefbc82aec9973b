import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { chromaUnderTest } from "../../../test/support/chroma/under-test.ts";
import { qdrantStandIn } from "../../../test/support/qdrant/stand-in.ts";
import { messagesPerChat } from "../../store/test-import.ts";
import { hashedNgrams } from "../../vectors/hashed-ngrams.ts";
import { installation } from "../testing.ts";
import { runRestore } from "./restore.ts";
import { isNearVersion } from "./vectors.ts";

const chroma = chromaUnderTest();

async function qdrant(version?: string) {
  const server = await qdrantStandIn(version === undefined ? {} : { version });
  onTestFinished(() => server.stop());
  const environment = { CHATS_VECTORS: "qdrant", CHATS_QDRANT_URL: server.url };
  return { server, environment };
}

/** Of the message that is nearest to this question, its similarity. */
async function nearest(place: ReturnType<typeof installation>, question: string): Promise<number> {
  const [asked = new Float32Array()] = await hashedNgrams.embed([question]);
  const found = await place.withStore(({ vectors }) =>
    vectors.nearest(hashedNgrams.generation, asked, 1),
  );
  return found[0]?.similarity ?? 0;
}

/** A restore whose vectors are written when somebody opens the database. */
async function failingLate(place: ReturnType<typeof installation>): Promise<unknown> {
  const request = { path: place.archive(), components: [], replace: true, keepOld: false };
  let other: Database.Database | undefined;
  const onStep = (step: string) => {
    if (step !== "checking") return;
    other = new Database(join(place.data, "chats.db"));
    other.pragma("journal_mode = WAL");
    other.prepare("select count(*) from messages").get();
  };
  const parts = { environment: {}, confirm: async () => true, onStep };
  try {
    return await runRestore(request, place.settings, parts);
  } finally {
    other?.close();
  }
}

it.each([
  ["1.19.0", "1.19.3", true],
  ["1.19.0", "1.20.0", true],
  ["1.19.0", "1.21.0", false],
  ["1.19.0", "1.18.9", false],
  ["1.19.0", "2.19.0", false],
])("of a snapshot of %s on %s says %s", (archived, present, isNear) => {
  expect(isNearVersion(archived, present)).toBe(isNear);
});

it("fills a Qdrant from its snapshots where the version fits, else from the lines", async () => {
  const { environment } = await qdrant();
  const source = installation(environment);
  await source.import(2);
  await source.backup();
  for (const version of ["1.19.0", "1.21.0"]) {
    const other = await qdrant(version);
    const target = installation(other.environment);
    expect(await target.restore(source.archive())).toMatchObject({ code: 0 });
    const uploads = other.server.requests.filter((request) =>
      request.includes("/snapshots/upload"),
    );
    expect(uploads).toHaveLength(version === "1.19.0" ? 1 : 0);
    expect(other.server.collections.size).toBe(1);
    expect(await nearest(target, "question 3 of chat 1")).toBeGreaterThan(0.99);
  }
});

it("fills it from the lines where a snapshot that should fit does not", async () => {
  const { environment } = await qdrant("1.19.0");
  const source = installation(environment);
  await source.import(2);
  await source.backup();
  const other = await qdrant("1.20.0");
  const target = installation(other.environment);
  const { code, out } = await target.restore(source.archive());
  expect(code).toBe(0);
  expect(out.join("\n")).toContain(`The snapshot of ${hashedNgrams.generation} was of no use`);
  expect(await nearest(target, "question 3 of chat 1")).toBeGreaterThan(0.99);
});

describe.each(["qdrant", "chroma"] as const)("on a %s", (kind) => {
  const environmentOf = async () =>
    kind === "qdrant"
      ? (await qdrant()).environment
      : { CHATS_VECTORS: "chroma", CHATS_CHROMA_URL: chroma() };

  it("replaces database and vectors together, and leaves nothing of the old ones", async () => {
    const place = installation(await environmentOf());
    await place.import(2);
    await place.backup();
    await place.import(4);
    expect(await place.restore(place.archive(), { replace: true, yes: true })).toMatchObject({
      code: 0,
    });
    expect(await place.sessions()).toEqual(["vscode:chat-0", "vscode:chat-1"]);
    expect(await nearest(place, "question 3 of chat 1")).toBeGreaterThan(0.99);
    const count = await place.withStore(({ vectors }) => vectors.count(hashedNgrams.generation));
    expect(count).toBe(2 * messagesPerChat);
    // Nothing waits to be embedded, and what is stored of an import is known.
    expect(await place.import(2)).toMatchObject({ messagesEmbedded: 0, sessionsAdded: 0 });
  });

  it("keeps both where the restore of the database fails", async () => {
    const place = installation(await environmentOf());
    await place.import(2);
    await place.backup();
    await place.import(3);
    await expect(failingLate(place)).rejects.toThrow("is in use by another process");
    expect(await place.sessions()).toHaveLength(3);
    expect(await nearest(place, "question 3 of chat 2")).toBeGreaterThan(0.99);
  });
});

it("leaves no collection of a restore that failed, and none of a database that was replaced", async () => {
  const { server, environment } = await qdrant();
  const place = installation(environment);
  await place.import(2);
  await place.backup();
  const before = [...server.collections.keys()];
  await expect(failingLate(place)).rejects.toThrow("is in use by another process");
  expect(server.requests.some((request) => request.includes("/snapshots/upload"))).toBe(true);
  expect([...server.collections.keys()]).toEqual(before);
  await place.restore(place.archive(), { replace: true, yes: true });
  const [after, ...others] = server.collections.keys();
  expect(others).toEqual([]);
  expect(before).not.toContain(after);
});

it("restores vectors alone into the database that they are of, and no other", async () => {
  const { server, environment } = await qdrant();
  const place = installation(environment);
  await place.import(2);
  await place.backup("vectors");
  server.collections.clear();
  expect(await place.restore(place.archive())).toMatchObject({ code: 0 });
  expect(await nearest(place, "question 3 of chat 1")).toBeGreaterThan(0.99);
  expect(await place.import(2)).toMatchObject({ messagesEmbedded: 0 });
  const other = installation(environment);
  await other.import(1);
  const { code, err } = await other.restore(place.archive());
  expect(code).toBe(4);
  expect(err.join()).toContain("are of another database than the one in");
});

it("moves vectors from one kind of server to another", async () => {
  const { environment } = await qdrant();
  const source = installation(environment);
  await source.import(2);
  await source.backup();
  const target = installation({ CHATS_VECTORS: "chroma", CHATS_CHROMA_URL: chroma() });
  expect(await target.restore(source.archive())).toMatchObject({ code: 0 });
  expect(await nearest(target, "question 3 of chat 1")).toBeGreaterThan(0.99);
});

it("says where vectors of a server are to be made anew, because the database keeps them now", async () => {
  const { environment } = await qdrant();
  const source = installation(environment);
  await source.import(2);
  await source.backup();
  const target = installation();
  const { code, out } = await target.restore(source.archive());
  expect(code).toBe(0);
  expect(out).toContain(
    "Vectors are kept with the messages now; an import makes those of the archive anew.",
  );
  expect(await target.import(2)).toMatchObject({ messagesEmbedded: 2 * messagesPerChat });
  expect(await nearest(target, "question 3 of chat 1")).toBeGreaterThan(0.95);
});
