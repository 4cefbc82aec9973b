import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { chromaUnderTest } from "../../../../test/support/chroma/under-test.ts";
import { qdrantStandIn } from "../../../../test/support/qdrant/stand-in.ts";
import { qdrantUnderTest } from "../../../../test/support/qdrant/under-test.ts";
import { temporaryFolder } from "../../../commands/testing.ts";
import { readSettings, type Settings } from "../../../settings.ts";
import { openStore } from "../../../store/open.ts";
import { importInto, messagesPerChat } from "../../../store/test-import.ts";
import { jsonLog } from "../../../telemetry/log.ts";
import { hashedNgrams } from "../../../vectors/hashed-ngrams.ts";
import { collectApplication } from "../application/application.ts";
import { readPoints } from "./point-lines.ts";
import { vectorExport } from "./vector-export.ts";
import { archivedCollections, collectVectors } from "./vectors.ts";

const qdrantServer = qdrantUnderTest();
const chromaServer = chromaUnderTest();
const messages = 2 * messagesPerChat;

/** Two imported chats, and an empty stage. */
async function scene(environment: Record<string, string>) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const settings = readSettings({
    CHATS_DATA_DIRECTORY: join(folder.path, "data"),
    ...environment,
  });
  const opened = await openStore(settings, jsonLog("silent"));
  await importInto(opened, 2);
  await opened.store.close();
  return { settings, stage: folder.path };
}

async function collected(settings: Settings, stage: string) {
  const cut = await collectApplication(settings, stage, { isEncrypted: false });
  return collectVectors(settings.vectors, cut, stage);
}

async function pointsIn(path: string) {
  const points = [];
  for await (const point of readPoints(path)) points.push(point);
  return points;
}

it("counts vectors that travel with their database", async () => {
  const { settings, stage } = await scene({});
  expect(await collected(settings, stage)).toEqual({
    record: {
      name: "vectors",
      versions: { kept: "sqlite" },
      counts: { [hashedNgrams.generation]: messages },
      problems: [],
    },
    members: [],
  });
});

const servers = [
  {
    name: "qdrant" as const,
    environment: () => ({ CHATS_VECTORS: "qdrant", CHATS_QDRANT_URL: qdrantServer().url }),
    endings: [".json", ".jsonl", ".snapshot"],
  },
  {
    name: "chroma" as const,
    environment: () => ({ CHATS_VECTORS: "chroma", CHATS_CHROMA_URL: chromaServer() }),
    endings: [".json", ".jsonl"],
  },
];

describe.each(servers)("on a $name", ({ name, environment, endings }) => {
  it("writes every vector with whose it is, and nothing of what a message says", async () => {
    const { settings, stage } = await scene(environment());
    const { record, members } = await collected(settings, stage);
    expect(record).toMatchObject({
      name: "vectors",
      versions: { kept: name, [name]: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      counts: { [hashedNgrams.generation]: messages },
      problems: [],
    });
    expect(members.map((member) => member.name.slice(member.name.lastIndexOf(".")))).toEqual(
      endings,
    );
    for (const { path } of members) expect(statSync(path).mode & 0o777).toBe(0o600);
    const points = await pointsIn(members[1]?.path ?? "");
    expect(points).toHaveLength(messages);
    expect(new Set(points.map(({ messageId }) => messageId)).size).toBe(messages);
    const [first] = points;
    const [embedded] = await hashedNgrams.embed(["question 0 of chat 0"]);
    expect(first).toMatchObject({ messageId: 1, owner: "local", visibility: "private" });
    expect(first?.vector).toHaveLength(384);
    first?.vector.forEach((component, index) => {
      expect(component).toBeCloseTo(embedded?.[index] ?? Number.NaN, 5);
    });
    const list = archivedCollections.parse(
      JSON.parse(readFileSync(members[0]?.path ?? "", "utf8")),
    );
    expect(list.collections).toEqual([
      expect.objectContaining({ generation: hashedNgrams.generation, vectors: messages }),
    ]);
    await (await vectorExport(settings.vectors))?.server.drop(
      list.collections[0]?.collection ?? "",
    );
  });

  it("lists what the server has lost, and takes the rest", async () => {
    const { settings, stage } = await scene(environment());
    const cut = await collectApplication(settings, stage, { isEncrypted: false });
    const server = (await vectorExport(settings.vectors))?.server;
    const [generation] = cut.facts.generations;
    const collection = `chats-${generation?.name}-${generation?.key}`;
    await server?.remove(collection, [1, 2, 3]);
    const { record } = await collectVectors(settings.vectors, cut, stage);
    expect(record.counts).toEqual({ [hashedNgrams.generation]: messages - 3 });
    expect(record.problems).toEqual([
      {
        name: `vectors/${collection}.jsonl`,
        reason: "3 messages have no vector there any more; an import makes them anew",
      },
    ]);
    await server?.drop(collection);
  });

  it("takes a lost collection for one without vectors", async () => {
    const { settings, stage } = await scene(environment());
    const cut = await collectApplication(settings, stage, { isEncrypted: false });
    const [generation] = cut.facts.generations;
    await (await vectorExport(settings.vectors))?.server.drop(
      `chats-${generation?.name}-${generation?.key}`,
    );
    const { record, members } = await collectVectors(settings.vectors, cut, stage);
    expect(record.counts).toEqual({ [hashedNgrams.generation]: 0 });
    expect(record.problems).toHaveLength(1);
    expect(members).toHaveLength(2);
  });
});

it("takes no snapshot that came damaged, and leaves none on the server", async () => {
  const server = await qdrantStandIn();
  onTestFinished(() => server.stop());
  const { settings, stage } = await scene({
    CHATS_VECTORS: "qdrant",
    CHATS_QDRANT_URL: server.url,
  });
  const set = server.snapshots.set.bind(server.snapshots);
  server.snapshots.set = (name, file) => set(name, Buffer.concat([file, Buffer.from(" ")]));
  await expect(collected(settings, stage)).rejects.toThrow(
    /its snapshot came damaged; run the backup again/,
  );
  expect(server.snapshots.size).toBe(0);
});

it("says where the server is away", async () => {
  const server = await qdrantStandIn();
  const { settings, stage } = await scene({
    CHATS_VECTORS: "qdrant",
    CHATS_QDRANT_URL: server.url,
  });
  server.stop();
  await expect(collected(settings, stage)).rejects.toThrow(
    `Qdrant at ${server.url} cannot be reached`,
  );
});
