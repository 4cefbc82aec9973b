import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Visibility } from "../../../store/store.ts";
import { type QdrantSettings, qdrant } from "../../../vectors/qdrant/qdrant.ts";
import type { CollectionSnapshots, VectorExport } from "./vector-export.ts";

const visibility: z.ZodType<Visibility> = z.enum(["private", "team"]);
const versionAnswer = z.object({ version: z.string() });
const pointsAnswer = z.object({
  result: z.array(
    z.object({
      id: z.int(),
      vector: z.array(z.number()),
      payload: z.object({ owner: z.string(), visibility }),
    }),
  ),
});
const snapshotAnswer = z.object({
  result: z.object({ name: z.string(), checksum: z.string().nullish() }),
});

/** Plain requests: its client reads no snapshot as a stream, and takes none. */
export function qdrantExport(settings: QdrantSettings): VectorExport {
  const ask = requests(settings);
  return {
    kind: "qdrant",
    server: qdrant(settings),
    async version() {
      return versionAnswer.parse(await (await ask("GET", "/")).json()).version;
    },
    async points(collection, messageIds) {
      const body = { ids: messageIds, with_vector: true, with_payload: true };
      const response = await ask("POST", `/collections/${collection}/points`, json(body)).catch(
        (error) => {
          if (error instanceof NotThere) return undefined;
          throw error;
        },
      );
      if (response === undefined) return [];
      const { result } = pointsAnswer.parse(await response.json());
      return result.map(({ id, vector, payload }) => ({
        messageId: id,
        vector: Float32Array.from(vector),
        ...payload,
      }));
    },
    snapshots: snapshots(ask),
  };
}

/** https://api.qdrant.tech/api-reference/snapshots */
function snapshots(ask: Ask): CollectionSnapshots {
  return {
    async save(collection, path, signal) {
      const place = `/collections/${collection}/snapshots`;
      const made = await ask("POST", `${place}?wait=true`);
      const { name, checksum } = snapshotAnswer.parse(await made.json()).result;
      try {
        const response = await ask("GET", `${place}/${name}`, { signal });
        const sha256 = await written(response, path);
        if (checksum && checksum !== sha256) {
          throw new Error(`${collection}: its snapshot came damaged; run the backup again`);
        }
        return { sha256 };
      } finally {
        await ask("DELETE", `${place}/${name}?wait=true`).catch(() => {});
      }
    },
    async recover(collection, path, sha256) {
      const body = new FormData();
      body.set("snapshot", await openAsBlob(path), "chats.snapshot");
      const options = `wait=true&priority=snapshot&checksum=${sha256}`;
      await ask("POST", `/collections/${collection}/snapshots/upload?${options}`, { body });
    },
  };
}

class NotThere extends Error {}

type Ask = (method: string, path: string, options?: RequestOptions) => Promise<Response>;

type RequestOptions = {
  body?: FormData | string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

function json(body: object): RequestOptions {
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** A snapshot of millions of points takes its time. */
const timeoutMs = 10 * 60_000;

function requests({ url, apiKey }: QdrantSettings): Ask {
  const place = url.replace(/\/+$/, "");
  return async (method, path, { body, headers, signal } = {}) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${place}${path}`, {
      method,
      headers: { ...headers, ...(apiKey && { "api-key": apiKey() }) },
      ...(body !== undefined && { body }),
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    }).catch((error) => {
      signal?.throwIfAborted();
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw new Error(
        `Qdrant at ${url} cannot be reached (${cause instanceof Error ? cause.message : cause})`,
        { cause: error },
      );
    });
    if (response.ok) return response;
    const said = (await response.text()).slice(0, 200);
    if (response.status === 404) throw new NotThere(`Qdrant at ${url} has no ${path}`);
    throw new Error(`Qdrant at ${url} answers ${response.status} (${said})`);
  };
}

/** Gives the SHA-256 of what it wrote. */
async function written(response: Response, path: string): Promise<string> {
  if (response.body === null) throw new Error(`${response.url}: no content came`);
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  await pipeline(Readable.fromWeb(response.body), hashed, file);
  return hash.digest("hex");
}
