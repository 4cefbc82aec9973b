import type { Kysely } from "kysely";
import type { Database } from "./tables.ts";

/** How much one owner has. */
export interface IngestUse {
  /** Stored, wherever they came from. */
  sessions: number;
  /** JSON of what came from collectors and is still there. */
  storedBytes: number;
  dayBytes: number;
}

/** How much there is, and how much came on `day`. */
export async function ingestUse(
  db: Kysely<Database>,
  owner: string,
  day: string,
): Promise<IngestUse> {
  const conversations = await db
    .selectFrom("core.conversations")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("owner", "=", owner)
    .executeTakeFirst();
  const stored = await db
    .selectFrom("core.ingested_sessions as i")
    .innerJoin("core.conversations as c", (join) =>
      join
        .onRef("c.owner", "=", "i.owner")
        .onRef("c.source", "=", "i.source")
        .onRef("c.external_id", "=", "i.external_id"),
    )
    .select((eb) => eb.fn.sum<number | null>("i.size_bytes").as("bytes"))
    .where("i.owner", "=", owner)
    .executeTakeFirst();
  const today = await db
    .selectFrom("core.ingest_days")
    .select("bytes")
    .where("owner", "=", owner)
    .where("day", "=", day)
    .executeTakeFirst();
  return {
    sessions: conversations?.count ?? 0,
    storedBytes: Number(stored?.bytes ?? 0),
    dayBytes: today?.bytes ?? 0,
  };
}

/** Adds what has come on `day`, and forgets the days before. */
export async function addBytes(
  db: Kysely<Database>,
  owner: string,
  day: string,
  bytes: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom("core.ingest_days")
      .where("owner", "=", owner)
      .where("day", "<", day)
      .execute();
    await trx
      .insertInto("core.ingest_days")
      .values({ owner, day, bytes })
      .onConflict((conflict) =>
        conflict
          .columns(["owner", "day"])
          .doUpdateSet((eb) => ({ bytes: eb("core.ingest_days.bytes", "+", bytes) })),
      )
      .execute();
  });
}
