import { mkdirSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { VectorSettings } from "../../../vectors/choose.ts";
import { collectionName } from "../../../vectors/server/collection-name.ts";
import type { Member } from "../../archive/member.ts";
import type { CollectedApplication } from "../application/application.ts";
import { type StoredGeneration, vectorProblem } from "../application/database-facts.ts";
import type { Collected } from "../collected.ts";
import { pointLine } from "./point-lines.ts";
import { type VectorExport, vectorExport } from "./vector-export.ts";

/** Member of an archive that lists what there is of each collection. */
export const collectionsMember = "vectors/collections.json";

const collectionSchema = z.object({
  /** Name of its generation, the key by which this database's collection is told from others'. */
  generation: z.string(),
  key: z.string(),
  dimensions: z.int().positive(),
  collection: z.string(),
  /** Lines of `<collection>.jsonl`. */
  vectors: z.int().nonnegative(),
  /** Of `<collection>.snapshot`; absent where the server has no snapshots. */
  snapshot: z.object({ sha256: z.string() }).optional(),
});

export const archivedCollections = z.object({
  server: z.enum(["qdrant", "chroma"]),
  version: z.string(),
  collections: z.array(collectionSchema),
});

export type ArchivedCollection = z.infer<typeof collectionSchema>;

export interface CollectVectorsOptions {
  signal?: AbortSignal | undefined;
  /** Hears of the vectors that are read. */
  onProgress?: ((vectors: number) => void) | undefined;
}

type Cut = Pick<CollectedApplication, "facts" | "messagesWithVector" | "record">;

/**
 * Reads the vectors of the messages that `cut` has, so that none is there without its message. Those
 * that the database keeps itself are in its copy already, and are counted.
 */
export async function collectVectors(
  settings: VectorSettings,
  cut: Cut,
  stage: string,
  options: CollectVectorsOptions = {},
): Promise<Collected> {
  const server = await vectorExport(settings);
  if (server === undefined) return { record: insideRecord(cut), members: [] };
  mkdirSync(join(stage, "vectors"), { mode: 0o700 });
  const version = await server.version();
  const collected: CollectedCollection[] = [];
  for (const generation of cut.facts.generations) {
    const ids = cut.messagesWithVector(generation.name);
    collected.push(await collectCollection(server, generation, ids, stage, options));
  }
  const path = join(stage, collectionsMember);
  const collections = collected.map(({ collection }) => collection);
  const content = { server: server.kind, version, collections };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return {
    record: {
      name: "vectors",
      versions: { kept: server.kind, [server.kind]: version },
      counts: Object.fromEntries(
        collections.map(({ generation, vectors }) => [generation, vectors]),
      ),
      problems: collected.flatMap(({ problems }) => problems),
    },
    members: [{ name: collectionsMember, path }, ...collected.flatMap(({ members }) => members)],
  };
}

function insideRecord({ facts, record }: Cut): Collected["record"] {
  const problem = vectorProblem(facts);
  return {
    name: "vectors",
    versions: { kept: record.versions.engine ?? "" },
    counts: Object.fromEntries(facts.generations.map(({ name, vectors }) => [name, vectors])),
    problems: problem === undefined ? [] : [{ name: "vectors", reason: problem }],
  };
}

interface CollectedCollection {
  collection: ArchivedCollection;
  members: Member[];
  problems: Collected["record"]["problems"];
}

async function collectCollection(
  server: VectorExport,
  { name, key, dimensions, vectors: expected }: StoredGeneration,
  messageIds: number[],
  stage: string,
  { signal, onProgress }: CollectVectorsOptions,
): Promise<CollectedCollection> {
  const collection = collectionName({ name, key });
  const lines = `vectors/${collection}.jsonl`;
  const members = [{ name: lines, path: join(stage, lines) }];
  const file = await open(join(stage, lines), "wx", 0o600);
  let vectors = 0;
  try {
    for (let start = 0; start < messageIds.length; start += pointsAtATime) {
      signal?.throwIfAborted();
      const points = await server.points(
        collection,
        messageIds.slice(start, start + pointsAtATime),
      );
      await file.write(points.map(pointLine).join(""));
      vectors += points.length;
      onProgress?.(points.length);
    }
  } finally {
    await file.close();
  }
  const snapshotName = `vectors/${collection}.snapshot`;
  const snapshotPath = join(stage, snapshotName);
  const snapshot =
    vectors === 0 ? undefined : await server.snapshots?.save(collection, snapshotPath, signal);
  if (snapshot !== undefined) members.push({ name: snapshotName, path: snapshotPath });
  const missing = expected - vectors;
  const reason = `${missing} messages have no vector there any more; an import makes them anew`;
  return {
    collection: {
      ...{ generation: name, key, dimensions, collection, vectors },
      ...(snapshot && { snapshot }),
    },
    members,
    problems: missing > 0 ? [{ name: lines, reason }] : [],
  };
}

/** The most that a request of ours asks a server for. */
const pointsAtATime = 1_000;
