import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../store/tables.ts";
import type { Generation } from "./generations.ts";

/** Name of the table of a generation's vectors in a SQLite file. */
export function vectorTable({ id }: Pick<Generation, "id">): string {
  return `vectors_${id}`;
}

export async function hasTable(db: Kysely<Database>, name: string): Promise<boolean> {
  const { rows } = await sql`
    select name from sqlite_master where type = 'table' and name = ${name}`.execute(db);
  return rows.length > 0;
}

export interface Distance {
  messageId: number;
  /** 1 minus the cosine of the angle. */
  distance: number;
}

/** The distance of the vector `v` of a query. */
export function distanceTo(vector: Int8Array): RawBuilder<number> {
  return sql<number>`vec_distance_cosine(vec_int8(v.embedding), vec_int8(${bytes(vector)}))`;
}

/** As SQLite takes them. */
export function bytes({ buffer, byteOffset, byteLength }: Int8Array | Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
