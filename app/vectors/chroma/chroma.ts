import { z } from "zod";
import type { Visibility } from "../../store/store.ts";
import { pointBatches } from "../server/point-batches.ts";
import { mostNeighbours, type VectorServer } from "../server/server.ts";
import { chromaApi, NotFound, unavailable } from "./api.ts";

export interface ChromaSettings {
  /** Of its API, for example `http://127.0.0.1:8000`. */
  url: string;
}

const anything = z.unknown();
const collectionAnswer = z.object({ id: z.string() });
const visibility: z.ZodType<Visibility> = z.enum(["private", "team"]);
const messageId = z.string().regex(/^\d+$/).transform(Number);
const foundAnswer = z.object({
  ids: z.tuple([z.array(messageId)]),
  distances: z.tuple([z.array(z.number())]),
});
const idsAnswer = z.object({ ids: z.array(messageId) });
const pointsAnswer = z.object({
  ids: z.array(messageId),
  metadatas: z.array(z.object({ visibility })),
});

/** Vectors on a Chroma, a collection for each generation. It keeps them and their graph in memory. */
export function chroma({ url }: ChromaSettings): VectorServer {
  const { ask } = chromaApi(url);
  const ids = new Map<string, string>();

  const idOf = async (collection: string) => {
    const known = ids.get(collection);
    if (known !== undefined) return known;
    const { id } = await ask("GET", `/${collection}`, collectionAnswer);
    ids.set(collection, id);
    return id;
  };
  /** Chroma knows a collection by an id, which is another one once somebody has made it anew. */
  const within = async <Answer>(collection: string, run: (path: string) => Promise<Answer>) => {
    for (const isKnown of [ids.has(collection), false]) {
      try {
        return await run(`/${await idOf(collection)}`);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        ids.delete(collection);
        if (!isKnown) break;
      }
    }
    throw new NotFound(collection);
  };
  const asked = <Answer>(
    collection: string,
    path: string,
    schema: z.ZodType<Answer>,
    body: unknown,
  ) =>
    within(collection, (place) => ask("POST", `${place}${path}`, schema, body)).catch((error) => {
      if (!(error instanceof NotFound)) throw error;
      throw unavailable("Chroma has lost the vectors, which the next import makes anew", error);
    });

  return {
    async create(collection) {
      if (ids.has(collection)) return;
      const { id } = await ask("POST", "", collectionAnswer, {
        name: collection,
        get_or_create: true,
        configuration: { hnsw: { space: "cosine", ef_construction: 200, ef_search: 200 } },
      });
      ids.set(collection, id);
    },
    async upsert(collection, points) {
      for (const batch of pointBatches(points)) {
        await asked(collection, "/upsert", anything, {
          ids: batch.map(({ messageId }) => String(messageId)),
          embeddings: batch.map(({ vector }) => [...vector]),
          metadatas: batch.map(({ owner, visibility }) => ({ owner, visibility })),
        });
      }
    },
    async nearest(collection, vector, { viewer, limit }) {
      const found = await asked(collection, "/query", foundAnswer, {
        query_embeddings: [[...vector]],
        n_results: Math.min(limit, mostNeighbours),
        where: { $or: [{ owner: viewer }, { visibility: "team" }] },
        include: ["distances"],
      });
      const [distances] = found.distances;
      return found.ids[0].map((messageId, index) => ({
        messageId,
        similarity: 1 - (distances[index] ?? 1),
      }));
    },
    async counts(collection) {
      try {
        const all = await within(collection, (path) => ask("GET", `${path}/count`, z.int()));
        const ofTeam = await asked(collection, "/get", idsAnswer, {
          where: { visibility: "team" },
          include: [],
        });
        return { all, ofTeam: ofTeam.ids.length };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
    async *points(collection) {
      for (let offset = 0; ; offset += mostNeighbours) {
        const page = await asked(collection, "/get", pointsAnswer, {
          include: ["metadatas"],
          limit: mostNeighbours,
          offset,
        });
        if (page.ids.length === 0) return;
        yield page.ids.map((messageId, index) => ({
          messageId,
          visibility: page.metadatas[index]?.visibility ?? "private",
        }));
      }
    },
    async show(collection, points) {
      await asked(collection, "/update", anything, {
        ids: points.map(({ messageId }) => String(messageId)),
        metadatas: points.map(({ visibility }) => ({ visibility })),
      });
    },
    async remove(collection, messageIds) {
      await asked(collection, "/delete", anything, { ids: messageIds.map(String) });
    },
    // It knows no second name for a collection.
    async publish() {},
    async drop(collection) {
      ids.delete(collection);
      await ask("DELETE", `/${collection}`, anything).catch((error) => {
        if (!(error instanceof NotFound)) throw error;
      });
    },
  };
}
