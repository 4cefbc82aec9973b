import { randomBytes } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Database } from "../store/tables.ts";

/** Vectors of one embedder, as the database knows them. */
export interface Generation {
  /** Grows with each generation that is begun, and is never given twice. */
  id: number;
  /** The embedder's `generation`. */
  name: string;
  /** Random, for names in places that other databases keep vectors in too. */
  key: string;
  dimensions: number;
}

const generationColumns = ["id", "name", "key", "dimensions"] as const;

/**
 * Notes that there are vectors of `name`, and gives what is known of it. Throws where those that are
 * there have other dimensions.
 */
export async function begunGeneration(
  trx: Transaction<Database>,
  name: string,
  dimensions: number,
): Promise<Generation> {
  const known = await knownGeneration(trx, name);
  if (known !== undefined) {
    refuseOtherDimensions(known, dimensions);
    return known;
  }
  await trx
    .insertInto("core.vector_generations")
    .values({ name, dimensions, key: randomBytes(6).toString("hex") })
    // Another process may have begun it just now.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return begunGeneration(trx, name, dimensions);
}

/** Undefined before the first vector. */
export async function knownGeneration(
  db: Kysely<Database>,
  name: string,
): Promise<Generation | undefined> {
  return db
    .selectFrom("core.vector_generations")
    .select(generationColumns)
    .where("name", "=", name)
    .executeTakeFirst();
}

export function refuseOtherDimensions({ name, dimensions }: Generation, got: number): void {
  if (got === dimensions) return;
  throw new Error(`${name}: its vectors have ${dimensions} dimensions, got one of ${got}`);
}

/** Name of the newest complete generation; undefined before there is one. */
export async function currentGeneration(db: Kysely<Database>): Promise<string | undefined> {
  const newest = await db
    .selectFrom("core.vector_generations")
    .select("name")
    .where("completed_at", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return newest?.name;
}

/** Notes that a generation is complete, if it is and was not before. Gives whether it ever was. */
export async function markComplete(
  db: Kysely<Database>,
  { id, name }: Generation,
  now: number,
): Promise<boolean> {
  const { completed_at } = await db
    .selectFrom("core.vector_generations")
    .select("completed_at")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (completed_at !== null) return true;
  if ((await messagesWaiting(db, name)) > 0) return false;
  await db
    .updateTable("core.vector_generations")
    .set({ completed_at: now })
    .where("id", "=", id)
    .execute();
  return true;
}

/**
 * Messages of all owners without a vector. Counted without reading a text, which a million
 * messages have too much of.
 */
export async function messagesWaiting(db: Kysely<Database>, name: string): Promise<number> {
  const { all, silent, done } = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom("core.messages")
        .select((of) => of.fn.countAll<number>().as("count"))
        .as("all"),
      eb
        .selectFrom("core.messages")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("text", "=", sql.lit(""))
        .as("silent"),
      eb
        .selectFrom("core.message_vectors")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("generation", "=", name)
        .as("done"),
    ])
    .executeTakeFirstOrThrow();
  return (all ?? 0) - (silent ?? 0) - (done ?? 0);
}

/** Those that were begun before the current one, which nothing will ask for any more. */
export async function outdatedGenerations(db: Kysely<Database>): Promise<Generation[]> {
  return db
    .selectFrom("core.vector_generations")
    .select(generationColumns)
    .where("id", "<", ({ selectFrom }) =>
      selectFrom("core.vector_generations")
        .select((of) => of.fn.max("id").as("id"))
        .where("completed_at", "is not", null),
    )
    .execute();
}

/** Lets every message wait for its vector again. */
export async function forgetGeneration(db: Kysely<Database>, name: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("core.message_vectors").where("generation", "=", name).execute();
    await trx.deleteFrom("core.vector_generations").where("name", "=", name).execute();
  });
}
