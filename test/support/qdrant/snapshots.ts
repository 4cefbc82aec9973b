import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";
import type { Collection, State } from "./stand-in.ts";

/**
 * Answers requests for snapshots of collections, as
 * https://api.qdrant.tech/api-reference/snapshots describes them; undefined for another request.
 */
export async function snapshotsOf(
  state: State,
  request: IncomingMessage,
  { pathname, searchParams }: URL,
  body: Buffer,
): Promise<{ result: unknown } | { file: Buffer } | undefined> {
  const [, place, collection = "", what, name] = pathname.split("/").map(decodeURIComponent);
  if (place !== "collections" || what !== "snapshots") return undefined;
  const operation = `${request.method}${name === undefined ? "" : " one"}`;
  if (request.method === "POST" && name === "upload") {
    return { result: await recover(state, collection, request, searchParams, body) };
  }
  if (operation === "POST") return { result: create(state, collection) };
  const key = `${collection}/${name}`;
  const file = state.snapshots.get(key);
  if (file === undefined) throw new Refusal(404, `Not found: Snapshot ${name} not found`);
  if (operation === "GET one") return { file };
  if (operation === "DELETE one") return { result: state.snapshots.delete(key) };
  throw new Refusal(404, "");
}

function create({ collections, snapshots, version }: State, name: string) {
  const collection = collections.get(name);
  if (collection === undefined) {
    throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  }
  const { size, indexed, points } = collection;
  const content = { version, size, indexed: [...indexed], points: [...points] };
  const file = Buffer.from(JSON.stringify(content));
  const snapshot = `${name}-1-2026-11-21-22-15-00.snapshot`;
  snapshots.set(`${name}/${snapshot}`, file);
  return {
    name: snapshot,
    creation_time: "2026-11-21T22:15:00",
    size: file.length,
    checksum: createHash("sha256").update(file).digest("hex"),
  };
}

async function recover(
  state: State,
  name: string,
  { headers }: IncomingMessage,
  parameters: URLSearchParams,
  body: Buffer,
): Promise<true> {
  const type = headers["content-type"] ?? "";
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": type },
  }).formData();
  const uploaded = form.get("snapshot");
  if (!(uploaded instanceof File)) throw new Refusal(400, 'Field "snapshot" is missing');
  const file = Buffer.from(await uploaded.arrayBuffer());
  const checksum = createHash("sha256").update(file).digest("hex");
  if (parameters.get("checksum") !== checksum) {
    throw new Refusal(400, "Bad request: Snapshot checksum mismatch");
  }
  const { version, size, indexed, points } = JSON.parse(file.toString());
  if (version !== state.version) {
    // The real one says it otherwise, or not at all: nobody may rely on it.
    throw new Refusal(500, "Service internal error: Failed to read segment state");
  }
  const collection: Collection = { size, indexed: new Set(indexed), points: new Map(points) };
  state.collections.set(name, collection);
  return true;
}
