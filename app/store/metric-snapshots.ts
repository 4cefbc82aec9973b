import { type Kysely, sql } from "kysely";
import { batches } from "./batches.ts";
import type { Database } from "./tables.ts";

/** What the metrics said at earlier times. Times are milliseconds since 1970. */
export interface MetricSnapshots {
  /** False, with nothing saved, where there is a snapshot of that time: another process was first. */
  save(snapshot: MetricSnapshot): Promise<boolean>;
  /** Those from `from` to `to`, the oldest first; of many `limit`, evenly, and always the newest. */
  between(from: number, to: number, limit: number): Promise<MetricSnapshot[]>;
  /** Deletes what is too old or too much. */
  prune(bounds: SnapshotBounds): Promise<void>;
}

export interface MetricSnapshot {
  takenAt: number;
  samples: MetricSample[];
}

export interface MetricSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface SnapshotBounds {
  /** Of those before this time the first of each hour stays. */
  hourlyBefore: number;
  /** Of those before this time none stays. */
  noneBefore: number;
  /** Samples of all snapshots; the oldest go first. */
  mostSamples: number;
}

/** The `MetricSnapshots` of any SQL engine. */
export function sqlSnapshots(db: Kysely<Database>): MetricSnapshots {
  return {
    save: (snapshot) => save(db, snapshot),
    between: (from, to, limit) => between(db, from, to, limit),
    prune: (bounds) => prune(db, bounds),
  };
}

function save(db: Kysely<Database>, { takenAt, samples }: MetricSnapshot): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const known = await trx
      .selectFrom("core.metric_snapshots")
      .select("taken_at")
      .where("taken_at", "=", takenAt)
      .limit(1)
      .executeTakeFirst();
    if (known !== undefined) return false;
    const rows = samples.map(({ name, labels, value }) => ({
      taken_at: takenAt,
      name,
      labels: JSON.stringify(Object.fromEntries(Object.entries(labels).toSorted())),
      value,
    }));
    for (const batch of batches(rows)) {
      await trx
        .insertInto("core.metric_snapshots")
        .values(batch)
        // Another process may have come to the same time since it was asked for.
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    return true;
  });
}

async function between(
  db: Kysely<Database>,
  from: number,
  to: number,
  limit: number,
): Promise<MetricSnapshot[]> {
  const times = await db
    .selectFrom("core.metric_snapshots")
    .select("taken_at")
    .distinct()
    .where("taken_at", ">=", from)
    .where("taken_at", "<=", to)
    .orderBy("taken_at", "desc")
    .execute();
  const step = Math.ceil(times.length / limit);
  const chosen = times.filter((_, index) => index % step === 0).map((row) => row.taken_at);
  if (chosen.length === 0) return [];
  const rows = await db
    .selectFrom("core.metric_snapshots")
    .selectAll()
    .where("taken_at", "in", chosen)
    .orderBy("taken_at")
    .orderBy("name")
    .orderBy("labels")
    .execute();
  return Array.from(
    Map.groupBy(rows, (row) => row.taken_at),
    ([takenAt, samples]) => ({
      takenAt,
      samples: samples.map(({ name, labels, value }) => ({
        name,
        labels: JSON.parse(labels),
        value,
      })),
    }),
  );
}

const hourMs = 3_600_000;

async function prune(
  db: Kysely<Database>,
  { hourlyBefore, noneBefore, mostSamples }: SnapshotBounds,
): Promise<void> {
  const table = sql.table("core.metric_snapshots");
  await sql`
    delete from ${table} where taken_at < ${noneBefore} or taken_at <= (
      select taken_at from ${table} order by taken_at desc limit 1 offset ${mostSamples}
    )`.execute(db);
  await sql`
    delete from ${table} where taken_at < ${hourlyBefore} and taken_at not in (
      select min(taken_at) from ${table} where taken_at < ${hourlyBefore}
      group by taken_at / ${sql.lit(hourMs)}
    )`.execute(db);
}
