import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { Refusal } from "./refusal.ts";
import {
  aliasActions,
  type Condition,
  collection,
  count,
  type Filter,
  fieldIndex,
  type Payload,
  pointIds,
  query,
  retrieve,
  scroll,
  setPayload,
  upsert,
} from "./request-bodies.ts";
import { snapshotsOf } from "./snapshots.ts";

/**
 * A stand-in for Qdrant that keeps its REST API as https://api.qdrant.tech describes it, with the
 * strict mode of `services/qdrant.ts`, and refuses every field and collection that it does not know.
 * Its answers are exact.
 */
export async function qdrantStandIn({ apiKey, version = "1.19.0" }: StandInOptions = {}) {
  const state: State = {
    ...{ collections: new Map(), aliases: new Map(), snapshots: new Map() },
    ...{ requests: [], version },
  };
  const server = createServer(async (request, response) => {
    const { status, body, file } = await answer(state, request, apiKey);
    const type = file === undefined ? "application/json" : "application/octet-stream";
    response.writeHead(status, { "content-type": type }).end(file ?? JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ...state,
    stop() {
      server.closeAllConnections();
      server.close();
    },
    /** Answers again on its port, with all that it had. */
    async start() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
  };
}

interface StandInOptions {
  apiKey?: string;
  /** That it says it has, and that its snapshots are of. */
  version?: string;
}

export interface State {
  collections: Map<string, Collection>;
  aliases: Map<string, string>;
  /** By their collection and their own name. */
  snapshots: Map<string, Buffer>;
  version: string;
  /** Method, path and query of each, in order. */
  requests: string[];
}

export interface Collection {
  size: number;
  indexed: Set<string>;
  points: Map<number, { vector: number[]; payload: Payload }>;
}

async function answer(
  state: State,
  request: IncomingMessage,
  apiKey: string | undefined,
): Promise<{ status: number; body?: unknown; file?: Buffer }> {
  const url = new URL(request.url ?? "", "http://qdrant");
  state.requests.push(`${request.method} ${url.pathname}${url.search}`);
  try {
    if (apiKey !== undefined && request.headers["api-key"] !== apiKey) {
      throw new Refusal(401, "Must provide an API key or an Authorization bearer token");
    }
    if (url.pathname === "/")
      return { status: 200, body: { title: "qdrant", version: state.version } };
    const written = await buffer(request);
    const snapshots = await snapshotsOf(state, request, url, written);
    if (snapshots !== undefined && "file" in snapshots) return { status: 200, ...snapshots };
    const body = snapshots === undefined && written.length > 0 ? JSON.parse(`${written}`) : {};
    const { result } = snapshots ?? { result: route(state, request.method ?? "", url, body) };
    return { status: 200, body: { result, status: "ok", time: 0.001 } };
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 400;
    return { status, body: { status: { error: reasonOf(error) }, time: 0.001 } };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `Format error in JSON body: ${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}

function route(state: State, method: string, { pathname, searchParams }: URL, body: unknown) {
  const [, place, name = "", ...rest] = pathname.split("/").map(decodeURIComponent);
  const operation = `${method} /${[place, ...rest].join("/")}`;
  if (operation === "POST /collections" && name === "aliases") return changeAliases(state, body);
  if (place !== "collections" || name === "") throw new Refusal(404, "");
  if (operation === "GET /collections/exists") return { exists: state.collections.has(name) };
  if (operation === "PUT /collections") return create(state, name, body);
  if (operation === "DELETE /collections") return state.collections.delete(name);
  const collection = state.collections.get(state.aliases.get(name) ?? name);
  if (collection === undefined) {
    throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  }
  const writing = writers[operation];
  if (writing !== undefined) {
    // Without it, what was written is not surely found by what comes next.
    if (searchParams.get("wait") !== "true") throw new Refusal(400, "the stand-in wants wait=true");
    writing(collection, body);
    return { operation_id: 1, status: "completed" };
  }
  const reading = readers[operation];
  if (reading === undefined) throw new Refusal(404, "");
  return reading(collection, body);
}

type Operation = (collection: Collection, body: unknown) => unknown;

const writers: Record<string, Operation> = {
  "PUT /collections/index": (collection, body) => {
    collection.indexed.add(fieldIndex.parse(body).field_name);
  },
  "PUT /collections/points": (collection, body) => {
    const { points } = upsert.parse(body);
    for (const { vector } of points) refuseOtherSize(collection, vector);
    for (const { id, vector, payload } of points) {
      collection.points.set(id, { vector: unit(vector), payload });
    }
  },
  "POST /collections/points/delete": (collection, body) => {
    for (const id of pointIds.parse(body).points) collection.points.delete(id);
  },
  "POST /collections/points/payload": (collection, body) => {
    const { points, payload } = setPayload.parse(body);
    for (const id of points) Object.assign(collection.points.get(id)?.payload ?? {}, payload);
  },
};

const readers: Record<string, Operation> = {
  "POST /collections/points/query": (collection, body) => {
    const { query: vector, filter, limit } = query.parse(body);
    refuseOtherSize(collection, vector);
    const asked = unit(vector);
    const found = [...collection.points]
      .filter(([, { payload }]) => fits(collection, payload, filter))
      .map(([id, point]) => ({ id, version: 1, score: product(asked, point.vector) }))
      .toSorted((one, other) => other.score - one.score || one.id - other.id);
    return { points: found.slice(0, limit) };
  },
  "POST /collections/points/count": (collection, body) => {
    const { filter } = count.parse(body);
    const points = [...collection.points.values()];
    return { count: points.filter(({ payload }) => fits(collection, payload, filter)).length };
  },
  "POST /collections/points": (collection, body) =>
    retrieve.parse(body).ids.flatMap((id) => {
      const point = collection.points.get(id);
      return point === undefined ? [] : [{ id, ...point }];
    }),
  "POST /collections/points/scroll": (collection, body) => {
    const { limit, offset = 0, with_payload } = scroll.parse(body);
    const ids = [...collection.points.keys()].filter((id) => id >= offset);
    ids.sort((one, other) => one - other);
    const points = ids.slice(0, limit).map((id) => {
      const whole = Object.entries(collection.points.get(id)?.payload ?? {});
      return {
        id,
        payload: Object.fromEntries(whole.filter(([key]) => with_payload.includes(key))),
      };
    });
    return { points, next_page_offset: ids[limit] ?? null };
  },
};

function create(state: State, name: string, body: unknown): true {
  if (state.collections.has(name)) {
    throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
  }
  if (/[<>:"/\\|?*\0]/.test(name)) throw new Refusal(422, `Validation error: ${name}`);
  const { size } = collection.parse(body).vectors;
  state.collections.set(name, { size, indexed: new Set(), points: new Map() });
  return true;
}

function changeAliases({ collections, aliases }: State, body: unknown): true {
  for (const action of aliasActions.parse(body).actions) {
    if ("delete_alias" in action) aliases.delete(action.delete_alias.alias_name);
    else {
      const { alias_name, collection_name } = action.create_alias;
      if (!collections.has(collection_name)) {
        throw new Refusal(404, `Not found: Collection \`${collection_name}\` doesn't exist!`);
      }
      aliases.set(alias_name, collection_name);
    }
  }
  return true;
}

/** Of a filter every `must` has to match, and where there is a `should` one of them. */
function fits({ indexed }: Collection, payload: Payload, filter: Filter | undefined): boolean {
  const matches = ({ key, match }: Condition) => {
    if (!indexed.has(key)) {
      throw new Refusal(400, `Bad request: Index required but not found for "${key}"`);
    }
    return payload[key] === match.value;
  };
  const { must = [], should } = filter ?? {};
  return must.every(matches) && (should === undefined || should.some(matches));
}

function refuseOtherSize({ size }: Collection, vector: number[]): void {
  if (vector.length === size) return;
  throw new Refusal(
    400,
    `Wrong input: Vector dimension error: expected dim: ${size}, got ${vector.length}`,
  );
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((component) => Math.fround(length > 0 ? component / length : 0));
}

function product(one: number[], other: number[]): number {
  return one.reduce((sum, component, at) => sum + component * (other[at] ?? 0), 0);
}
