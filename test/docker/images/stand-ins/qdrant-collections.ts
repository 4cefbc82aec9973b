import { z } from "zod";

/** A fault as Qdrant tells it: status code and the text of `status.error`. */
export class Refused extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

const pointId = z.union([z.int().nonnegative(), z.uuid()]);
const vector = z.array(z.number());
const scalar = z.union([z.string(), z.int(), z.boolean()]);
const match = z.union([
  z.strictObject({ value: scalar }),
  z.strictObject({ any: z.array(scalar) }),
  z.strictObject({ except: z.array(scalar) }),
]);
const condition = z.union([
  z.strictObject({ key: z.string(), match }),
  z.strictObject({ has_id: z.array(pointId) }),
]);
const conditions = z.union([condition.transform((one) => [one]), z.array(condition)]);
const filter = z.strictObject({
  must: conditions.optional(),
  should: conditions.optional(),
  must_not: conditions.optional(),
});
const shown = {
  with_payload: z.union([z.boolean(), z.array(z.string())]).optional(),
  with_vector: z.boolean().optional(),
};

/**
 * Bodies of the requests that are kept. Qdrant ignores most unknown fields; here each is refused, so
 * that no test passes because a field did nothing.
 */
export const bodies = {
  create: z.strictObject({
    vectors: z.strictObject({
      size: z.int().positive(),
      distance: z.literal("Cosine"),
      on_disk: z.boolean().optional(),
    }),
    quantization_config: z
      .strictObject({
        scalar: z.strictObject({ type: z.literal("int8"), always_ram: z.boolean().optional() }),
      })
      .optional(),
    on_disk_payload: z.boolean().optional(),
  }),
  index: z.strictObject({
    field_name: z.string(),
    field_schema: z.enum(["keyword", "integer", "bool", "datetime", "uuid"]),
  }),
  upsert: z.strictObject({
    points: z.array(
      z.strictObject({ id: pointId, vector, payload: z.record(z.string(), z.unknown()).nullish() }),
    ),
  }),
  retrieve: z.strictObject({ ids: z.array(pointId), ...shown }),
  query: z.strictObject({
    query: z.union([vector, z.strictObject({ nearest: vector }).transform((it) => it.nearest)]),
    filter: filter.optional(),
    limit: z.int().positive().default(10),
    offset: z.int().nonnegative().default(0),
    score_threshold: z.number().optional(),
    params: z
      .strictObject({
        exact: z.boolean().optional(),
        quantization: z
          .strictObject({ rescore: z.boolean().optional(), oversampling: z.number().optional() })
          .optional(),
      })
      .optional(),
    ...shown,
  }),
  scroll: z.strictObject({
    filter: filter.optional(),
    limit: z.int().positive().default(10),
    offset: pointId.nullish(),
    ...shown,
  }),
  payload: z.strictObject({
    points: z.array(pointId),
    payload: z.record(z.string(), z.unknown()),
  }),
  aliases: z.strictObject({
    actions: z.array(
      z.union([
        z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
        z.strictObject({
          create_alias: z.strictObject({ alias_name: z.string(), collection_name: z.string() }),
        }),
      ]),
    ),
  }),
  delete: z.union([z.strictObject({ points: z.array(pointId) }), z.strictObject({ filter })]),
  count: z.strictObject({ filter: filter.optional(), exact: z.boolean().default(true) }),
};

type Body<Name extends keyof typeof bodies> = z.output<(typeof bodies)[Name]>;
type PointId = z.output<typeof pointId>;
type Filter = z.output<typeof filter>;
type Payload = Record<string, unknown>;
interface Shown {
  with_payload?: boolean | string[] | undefined;
  with_vector?: boolean | undefined;
}
interface Point {
  id: PointId;
  vector: number[];
  payload: Payload | null;
}

export interface Collection {
  settings: Body<"create">;
  points: Point[];
  payloadSchema: Record<string, { data_type: string; points: number }>;
}

export function upsert(collection: Collection, { points }: Body<"upsert">) {
  const { size } = collection.settings.vectors;
  for (const { vector } of points) checkSize(size, vector);
  const replaced = new Set(points.map(({ id }) => id));
  const added = points.map(({ id, vector, payload }) => ({
    id,
    vector: unit(vector),
    payload: payload ?? null,
  }));
  const kept = collection.points.filter(({ id }) => !replaced.has(id));
  collection.points = [...kept, ...added].sort((a, b) => compareIds(a.id, b.id));
}

export function setPayload(collection: Collection, { points, payload }: Body<"payload">) {
  const changed = new Set(points);
  collection.points = collection.points.map((point) =>
    changed.has(point.id) ? { ...point, payload: { ...point.payload, ...payload } } : point,
  );
}

export function retrieve(collection: Collection, { ids, ...shown }: Body<"retrieve">) {
  const found = collection.points.filter(({ id }) => ids.includes(id));
  return found.map((point) => show(point, { with_payload: true, ...shown }));
}

export function query(collection: Collection, body: Body<"query">) {
  const { size } = collection.settings.vectors;
  checkSize(size, body.query);
  const wanted = unit(body.query);
  const scored = collection.points
    .filter((point) => isWanted(point, body.filter))
    .map((point) => ({ point, score: dot(point.vector, wanted) }))
    .filter(({ score }) => score >= (body.score_threshold ?? -Infinity))
    .sort((a, b) => b.score - a.score)
    .slice(body.offset, body.offset + body.limit);
  const points = scored.map(({ point, score }) => ({ ...show(point, body), version: 0, score }));
  return { points };
}

export function scroll(collection: Collection, body: Body<"scroll">) {
  const wanted = collection.points.filter(
    (point) =>
      isWanted(point, body.filter) &&
      (body.offset == null || compareIds(point.id, body.offset) >= 0),
  );
  const points = wanted
    .slice(0, body.limit)
    .map((point) => show(point, { with_payload: body.with_payload ?? true, ...body }));
  return { points, next_page_offset: wanted[body.limit]?.id ?? null };
}

export function remove(collection: Collection, body: Body<"delete">) {
  collection.points = collection.points.filter((point) =>
    "points" in body ? !body.points.includes(point.id) : !isWanted(point, body.filter),
  );
}

export function count(collection: Collection, body: Body<"count">) {
  return { count: collection.points.filter((point) => isWanted(point, body.filter)).length };
}

function isWanted(point: Point, filter: Filter = {}): boolean {
  const holds = (one: z.output<typeof condition>) => isMet(point, one);
  const { must = [], should = [], must_not: mustNot = [] } = filter;
  return must.every(holds) && !mustNot.some(holds) && (should.length === 0 || should.some(holds));
}

function isMet({ id, payload }: Point, one: z.output<typeof condition>): boolean {
  if ("has_id" in one) return one.has_id.includes(id);
  const { match } = one;
  const values = valuesAt(payload, one.key);
  if ("value" in match) return values.includes(match.value);
  if ("any" in match) return match.any.some((wanted) => values.includes(wanted));
  return values.some((value) => !match.except.some((refused) => refused === value));
}

/** The value under a dotted key; an array matches by each of its elements. */
function valuesAt(payload: unknown, key: string): unknown[] {
  const at = (value: unknown, name: string) =>
    typeof value === "object" && value !== null ? (value as Payload)[name] : undefined;
  const value = key.split(".").reduce(at, payload);
  return Array.isArray(value) ? value : [value];
}

function show({ id, payload, vector }: Point, shown: Shown) {
  return {
    id,
    ...(shown.with_payload ? { payload: wantedOf(payload, shown.with_payload) } : {}),
    ...(shown.with_vector ? { vector } : {}),
  };
}

function wantedOf(payload: Payload | null, wanted: true | string[]): Payload | null {
  if (wanted === true || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([key]) => wanted.includes(key)));
}

function checkSize(expected: number, { length }: number[]) {
  if (length === expected) return;
  const sizes = `expected dim: ${expected}, got ${length}`;
  throw new Refused(400, `Wrong input: Vector dimension error: ${sizes}`);
}

/** Qdrant keeps vectors of a cosine collection at length one; a zero vector stays as it is. */
function unit(vector: number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** Numbers come before UUIDs. */
function compareIds(a: PointId, b: PointId): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
