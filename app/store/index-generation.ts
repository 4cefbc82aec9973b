import type { Kysely } from "kysely";
import type { Database } from "./tables.ts";

/**
 * What an answer to a search depends on. Triggers count its changes in the transaction that makes
 * them, so that no writer can forget to, nor one of another version of this program.
 */
export const searchedTables = [
  "core.conversations",
  "core.messages",
  "core.message_vectors",
  "core.vector_generations",
] as const satisfies (keyof Database)[];

/**
 * A number that is another one as soon as anything is committed that a search can see, whoever
 * wrote it. About the time of the last change in milliseconds, so that a database which was put back
 * to an earlier state never comes by a number that it had after it.
 */
export async function indexGeneration(db: Kysely<Database>): Promise<number> {
  const { number } = await db
    .selectFrom("core.index_generation")
    .select("number")
    .executeTakeFirstOrThrow();
  return number;
}
