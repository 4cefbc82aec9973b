import { type Expression, expressionBuilder, type Kysely, type SqlBool } from "kysely";
import { hasFitting, type MessageFilter, noFilter } from "./message-filter.ts";
import type { Database } from "./tables.ts";
import { isOfTeam } from "./visibility.ts";

/**
 * Ids of all conversations that `viewer` sees and that have a message which fits. Its own and the others' are two queries in one, each
 * answered from an index alone: for both at once SQLite reads everybody's.
 */
export function visibleIds(db: Kysely<Database>, viewer: string, filter: MessageFilter = noFilter) {
  const ids = (belongs: Expression<SqlBool>) =>
    db
      .selectFrom("core.conversations as c")
      .select("c.id")
      .where(belongs)
      .where(hasFitting(filter));
  return ids(isOwn(viewer)).unionAll(ids(isOnlyOfTeam(viewer)));
}

/** Ids of the latest of them from `offset` on, by the index over time of either part. */
export function latestVisibleIds(
  db: Kysely<Database>,
  viewer: string,
  { limit, offset, filter }: { limit: number; offset: number; filter: MessageFilter },
) {
  const latest = (kind: string, belongs: Expression<SqlBool>) =>
    db
      .selectFrom(
        db
          .selectFrom("core.conversations as c")
          .select(["c.id", "c.updated_at"])
          .where(belongs)
          .where(hasFitting(filter))
          .orderBy("c.updated_at", "desc")
          .orderBy("c.id", "desc")
          .limit(offset + limit)
          .as(kind),
      )
      .select(["id", "updated_at"]);
  const own = latest("own", isOwn(viewer));
  const others = latest("others", isOnlyOfTeam(viewer));
  return db
    .selectFrom(own.unionAll(others).as("visible"))
    .select("id")
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset);
}

const { eb, and } = expressionBuilder<{ c: Database["core.conversations"] }, "c">();

function isOwn(viewer: string): Expression<SqlBool> {
  return eb("c.owner", "=", viewer);
}

function isOnlyOfTeam(viewer: string): Expression<SqlBool> {
  return and([isOfTeam, eb("c.owner", "<>", viewer)]);
}
