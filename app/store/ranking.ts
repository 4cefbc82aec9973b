import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "./tables.ts";

/** How many values a ranking names: they come from chats, where there may be any number. */
export const longestRanking = 50;

export interface RankedRow {
  value: string | undefined;
  detail: string;
  count: number;
}

/**
 * The largest of the values that `counted` gives rows of, by name; what is left is one more value,
 * undefined. `before` are expressions that `counted` makes use of.
 */
export async function ranked(
  db: Kysely<Database>,
  counted: RawBuilder<unknown>,
  before: RawBuilder<unknown> = sql``,
): Promise<RankedRow[]> {
  const { rows } = await sql<Omit<RankedRow, "value"> & { value: string | null }>`
    with ${before} counted as materialized (${counted}),
    largest as (
      select value from counted
      group by value order by sum(count) desc, value limit ${sql.lit(longestRanking)}
    )
    select largest.value, counted.detail, cast(sum(counted.count) as bigint) as count
    from counted left join largest on largest.value = counted.value
    group by largest.value, counted.detail
    order by largest.value is null, largest.value, counted.detail`.execute(db);
  return rows.map(({ value, ...row }) => ({ ...row, value: value ?? undefined }));
}
