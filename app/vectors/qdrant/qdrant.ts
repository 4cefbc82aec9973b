import { QdrantClient } from "@qdrant/js-client-rest";
import type { Visibility } from "../../store/store.ts";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { pointBatches } from "../server/point-batches.ts";
import { mostNeighbours, type VectorPoint, type VectorServer } from "../server/server.ts";
import { answered, isStatus } from "./problems.ts";

export interface QdrantSettings {
  /** Of its REST API, for example `http://127.0.0.1:6333`. */
  url: string;
  /** A function, so that no dump and no log of the settings shows it; undefined for none. */
  apiKey: (() => string) | undefined;
}

/** What filters ask for. Ids of points are those of messages, so they need no index. */
const indexedFields = ["owner", "visibility"];

/** Under which others find the collection that searches use. */
const alias = "chats";

const timeoutMs = 30_000;

/**
 * Vectors on a Qdrant, a collection for each generation. They are on its disk, and 8 bits a dimension
 * in its memory, so that a million messages in 384 dimensions take 400 MB of that.
 */
export function qdrant({ url, apiKey }: QdrantSettings): VectorServer {
  const client = qdrantClient(url, apiKey?.());
  const made = new Set<string>();
  return {
    async create(collection, dimensions) {
      if (made.has(collection)) return;
      await answered(url, createCollection(client, collection, dimensions));
      made.add(collection);
    },
    async upsert(collection, points) {
      for (const batch of pointBatches(points)) {
        const written = { wait: true, points: batch.map(pointOf) };
        await answered(url, client.upsert(collection, written));
      }
    },
    async nearest(collection, vector, { viewer, limit }) {
      const { points } = await answered(
        url,
        client.query(collection, {
          query: [...vector],
          filter: { should: [matches("owner", viewer), matches("visibility", "team")] },
          limit: Math.min(limit, mostNeighbours),
          params: { quantization: { rescore: true, oversampling: 2 } },
          with_payload: false,
        }),
      );
      return points.map(({ id, score }) => ({ messageId: Number(id), similarity: score }));
    },
    async counts(collection) {
      const count = async (filter?: { must: ReturnType<typeof matches>[] }) =>
        (await client.count(collection, { exact: true, ...(filter && { filter }) })).count;
      try {
        const all = await answered(url, count());
        const ofTeam = await answered(url, count({ must: [matches("visibility", "team")] }));
        return { all, ofTeam };
      } catch (error) {
        if (error instanceof StoreUnavailable && isStatus(error.cause, 404)) return undefined;
        throw error;
      }
    },
    async *points(collection) {
      let offset: string | number | undefined;
      do {
        const page = await answered(
          url,
          client.scroll(collection, {
            limit: mostNeighbours,
            with_payload: ["visibility"],
            ...(offset !== undefined && { offset }),
          }),
        );
        yield page.points.map(({ id, payload }) => ({
          messageId: Number(id),
          visibility: payload?.visibility === "team" ? "team" : "private",
        }));
        offset = nextOffset(page.next_page_offset);
      } while (offset !== undefined);
    },
    async show(collection, points) {
      for (const visibility of ["private", "team"] satisfies Visibility[]) {
        const ids = points.filter((point) => point.visibility === visibility);
        if (ids.length === 0) continue;
        const changed = { payload: { visibility }, points: ids.map(({ messageId }) => messageId) };
        await answered(url, client.setPayload(collection, { wait: true, ...changed }));
      }
    },
    async remove(collection, messageIds) {
      await answered(url, client.delete(collection, { wait: true, points: messageIds }));
    },
    async publish(collection) {
      await answered(
        url,
        client.updateCollectionAliases({
          actions: [
            { delete_alias: { alias_name: alias } },
            { create_alias: { alias_name: alias, collection_name: collection } },
          ],
        }),
      );
    },
    async drop(collection) {
      made.delete(collection);
      await answered(url, client.deleteCollection(collection));
    },
  };
}

function qdrantClient(url: string, apiKey: string | undefined): QdrantClient {
  const { pathname } = new URL(url);
  return new QdrantClient({
    url,
    prefix: pathname.replace(/\/+$/, ""),
    timeout: timeoutMs,
    // It would ask at once, and write to the terminal what it makes of no answer.
    checkCompatibility: false,
    // Given as such, it would warn there of a connection that is not encrypted.
    ...(apiKey !== undefined && { headers: { "api-key": apiKey } }),
  });
}

/** Indexes before points: Qdrant builds those of a full collection anew for each. */
async function createCollection(client: QdrantClient, name: string, size: number): Promise<void> {
  const { exists } = await client.collectionExists(name);
  if (!exists) {
    await client
      .createCollection(name, {
        vectors: { size, distance: "Cosine", on_disk: true },
        quantization_config: { scalar: { type: "int8", always_ram: true } },
      })
      .catch((error) => {
        // Another process has just made it.
        if (!isStatus(error, 409)) throw error;
      });
  }
  for (const field_name of indexedFields) {
    await client.createPayloadIndex(name, { wait: true, field_name, field_schema: "keyword" });
  }
}

function pointOf({ messageId, vector, owner, visibility }: VectorPoint) {
  return { id: messageId, vector: [...vector], payload: { owner, visibility } };
}

function matches(key: string, value: string) {
  return { key, match: { value } };
}

/** Its type allows an object, which no server sends for ids that are numbers. */
function nextOffset(offset: unknown): string | number | undefined {
  return typeof offset === "string" || typeof offset === "number" ? offset : undefined;
}
