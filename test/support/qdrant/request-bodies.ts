import { z } from "zod";

const id = z.int().min(0);
const vector = z.array(z.number());
const payload = z.record(z.string(), z.string());
const condition = z.strictObject({ key: z.string(), match: z.strictObject({ value: z.string() }) });
const filter = z.strictObject({
  must: z.array(condition).optional(),
  should: z.array(condition).optional(),
});
/** `max_query_limit` of strict mode. */
const limit = z.int().min(1).max(1_000);
export const collection = z.strictObject({
  vectors: z.strictObject({
    size: z.int().min(1).max(65_536),
    distance: z.literal("Cosine"),
    on_disk: z.boolean(),
  }),
  quantization_config: z.strictObject({
    scalar: z.strictObject({ type: z.literal("int8"), always_ram: z.boolean() }),
  }),
});
export const fieldIndex = z.strictObject({
  field_name: z.string(),
  field_schema: z.literal("keyword"),
});
export const upsert = z.strictObject({
  points: z.array(z.strictObject({ id, vector, payload })).min(1),
});
export const pointIds = z.strictObject({ points: z.array(id) });
export const setPayload = z.strictObject({ points: z.array(id), payload });
export const query = z.strictObject({
  query: vector,
  filter: filter.optional(),
  limit,
  params: z.strictObject({
    quantization: z.strictObject({ rescore: z.boolean(), oversampling: z.number().min(1) }),
  }),
  with_payload: z.literal(false),
});
export const count = z.strictObject({ filter: filter.optional(), exact: z.literal(true) });
export const retrieve = z.strictObject({
  ids: z.array(id),
  with_payload: z.literal(true),
  with_vector: z.literal(true),
});
export const scroll = z.strictObject({
  limit,
  offset: id.optional(),
  with_payload: z.array(z.string()),
  with_vector: z.literal(false),
});
export const aliasActions = z.strictObject({
  actions: z.array(
    z.union([
      z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
      z.strictObject({
        create_alias: z.strictObject({ alias_name: z.string(), collection_name: z.string() }),
      }),
    ]),
  ),
});

export type Payload = z.infer<typeof payload>;
export type Condition = z.infer<typeof condition>;
export type Filter = z.infer<typeof filter>;
