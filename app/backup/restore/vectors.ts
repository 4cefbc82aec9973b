import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { VectorSettings } from "../../vectors/choose.ts";
import { collectionName } from "../../vectors/server/collection-name.ts";
import type { VectorPoint } from "../../vectors/server/server.ts";
import { readPoints } from "../components/vectors/point-lines.ts";
import { type VectorExport, vectorExport } from "../components/vectors/vector-export.ts";
import {
  type ArchivedCollection,
  archivedCollections,
  collectionsMember,
} from "../components/vectors/vectors.ts";

/** Vectors that were put on a server, and how to take them away again. */
export interface RestoredVectors {
  collections: RestoredCollection[];
  notes: string[];
  /** Removes what was put there: what was there before is as it was. */
  undo(): Promise<void>;
}

export interface RestoredCollection {
  generation: string;
  /** Of the new collection, which the restored database is to know it by. */
  key: string;
  vectors: number;
  /** Messages that have their vector there, sorted. */
  messageIds: number[];
}

/**
 * Fills new collections on the server that the settings name with what `stage` has of an archive's.
 * Nothing that is there is touched: the database that names them is put in its place later.
 */
export async function restoreVectors(
  settings: VectorSettings,
  stage: string,
): Promise<RestoredVectors> {
  const path = join(stage, collectionsMember);
  const server = await vectorExport(settings);
  if (!existsSync(path) || server === undefined) return noVectors(existsSync(path));
  const archived = archivedCollections.parse(JSON.parse(readFileSync(path, "utf8")));
  const made: string[] = [];
  const undo = async () => {
    for (const collection of made) await server.server.drop(collection);
  };
  const [collections, notes]: [RestoredCollection[], string[]] = [[], []];
  const canRecover =
    archived.server === server.kind && isNearVersion(archived.version, await server.version());
  try {
    for (const collection of archived.collections) {
      const key = randomBytes(6).toString("hex");
      made.push(collectionName({ name: collection.generation, key }));
      const filled = await fillCollection(server, collection, key, stage, canRecover);
      collections.push(filled.collection);
      notes.push(...filled.notes);
    }
    return { collections, notes, undo };
  } catch (error) {
    await undo();
    throw error;
  }
}

function noVectors(areArchived: boolean): RestoredVectors {
  const note = "Vectors are kept with the messages now; an import makes those of the archive anew.";
  return { collections: [], notes: areArchived ? [note] : [], undo: async () => {} };
}

/** Its makers promise no more than that a snapshot fits the same and the next minor version. */
export function isNearVersion(archived: string, present: string): boolean {
  const [before, now] = [archived, present].map((version) => version.split(".").map(Number));
  const [major, minor = 0] = before ?? [];
  const [majorNow, minorNow = 0] = now ?? [];
  return major === majorNow && (minorNow === minor || minorNow === minor + 1);
}

export async function fillCollection(
  server: VectorExport,
  archived: ArchivedCollection,
  key: string,
  stage: string,
  canRecover: boolean,
): Promise<{ collection: RestoredCollection; notes: string[] }> {
  const { generation, dimensions, vectors } = archived;
  const name = collectionName({ name: generation, key });
  const notes: string[] = [];
  const ids = await messageIdsIn(linesOf(archived, stage));
  const problem = canRecover ? await recoverProblem(server, archived, name, stage) : undefined;
  if (problem !== undefined) {
    notes.push(
      `The snapshot of ${generation} was of no use (${problem}); its vectors were written.`,
    );
    await server.server.drop(name);
  }
  if (!canRecover || archived.snapshot === undefined || problem !== undefined) {
    await server.server.create(name, dimensions);
    for await (const points of batchesOf(readPoints(linesOf(archived, stage)))) {
      await server.server.upsert(name, points);
    }
  }
  const there = (await server.server.counts(name))?.all ?? 0;
  if (there < vectors) {
    throw new Error(
      `${name}: has ${there} vectors after the restore, and ${vectors} were archived`,
    );
  }
  return { collection: { generation, key, vectors, messageIds: ids }, notes };
}

/** Why the snapshot could not be taken; undefined where it could, or there is none. */
async function recoverProblem(
  { server, snapshots }: VectorExport,
  { collection, snapshot, vectors }: ArchivedCollection,
  name: string,
  stage: string,
): Promise<string | undefined> {
  if (snapshot === undefined || snapshots === undefined) return undefined;
  try {
    await snapshots.recover(name, join(stage, `vectors/${collection}.snapshot`), snapshot.sha256);
    const there = (await server.counts(name))?.all ?? 0;
    return there < vectors ? `it has ${there} vectors of ${vectors}` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function linesOf({ collection }: ArchivedCollection, stage: string): string {
  return join(stage, `vectors/${collection}.jsonl`);
}

async function messageIdsIn(path: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const { messageId } of readPoints(path)) ids.push(messageId);
  return ids;
}

const pointsAtATime = 1_000;

async function* batchesOf(points: AsyncIterable<VectorPoint>): AsyncGenerator<VectorPoint[]> {
  let batch: VectorPoint[] = [];
  for await (const point of points) {
    batch.push(point);
    if (batch.length < pointsAtATime) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
