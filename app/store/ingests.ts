import type { Kysely, Transaction } from "kysely";
import type { SourceKind } from "../sources/model.ts";
import { batches } from "./batches.ts";
import { addBytes, type IngestUse, ingestUse } from "./ingest-use.ts";
import type { Visibility } from "./store.ts";
import type { Database } from "./tables.ts";

/** What came to one owner from collectors elsewhere, and how much of it. */
export interface Ingests {
  /** What is known of those of `sessions` of which anything is, by `<source>:<id>`. */
  known(collector: string, sessions: SessionName[]): Promise<Map<string, KnownSession>>;
  /**
   * Notes that a session of `collector` is stored, and whose eyes it is for. Gives whether that
   * changed. Of a session that is not there, as of one that was removed, only the hash is noted.
   */
  accept(collector: string, session: AcceptedSession): Promise<boolean>;
  /** How much there is, and how much came on `day`. */
  use(day: string): Promise<IngestUse>;
  /** Adds what has come on `day`, and forgets the days before. */
  addBytes(day: string, bytes: number): Promise<void>;
}

export interface SessionName {
  source: SourceKind;
  /** The product's identifier. */
  id: string;
}

export interface KnownSession {
  /** What was last accepted from the collector; undefined where nothing was. */
  contentHash: string | undefined;
  /** Of the session that is stored, wherever it came from; undefined where none is. */
  visibility: Visibility | undefined;
}

export interface AcceptedSession extends SessionName {
  contentHash: string;
  /** Of its JSON. */
  sizeBytes: number;
  /** Where it was found, as the paths of this database are written. */
  paths: string[];
  /** Undefined to leave it as it is. */
  visibility: Visibility | undefined;
}

/** The `Ingests` of any SQL engine. */
export function sqlIngests(db: Kysely<Database>, owner: string): Ingests {
  return {
    known: (collector, sessions) => known(db, owner, collector, sessions),
    accept: (collector, session) =>
      db.transaction().execute((trx) => accept(trx, owner, collector, session)),
    use: (day) => ingestUse(db, owner, day),
    addBytes: (day, bytes) => addBytes(db, owner, day, bytes),
  };
}

async function known(
  db: Kysely<Database>,
  owner: string,
  collector: string,
  sessions: SessionName[],
): Promise<Map<string, KnownSession>> {
  const found = new Map<string, KnownSession>();
  for (const batch of batches(sessions)) {
    const ids = batch.map(({ id }) => id);
    const sources = [...new Set(batch.map(({ source }) => source))];
    const stored = await db
      .selectFrom("core.conversations")
      .select(["source", "external_id", "visibility"])
      .where("owner", "=", owner)
      .where("source", "in", sources)
      .where("external_id", "in", ids)
      .execute();
    for (const { source, external_id, visibility } of stored) {
      found.set(`${source}:${external_id}`, { contentHash: undefined, visibility });
    }
    const accepted = await db
      .selectFrom("core.ingested_sessions")
      .select(["source", "external_id", "content_hash"])
      .where("owner", "=", owner)
      .where("collector", "=", collector)
      .where("source", "in", sources)
      .where("external_id", "in", ids)
      .execute();
    for (const { source, external_id, content_hash } of accepted) {
      const id = `${source}:${external_id}`;
      found.set(id, { contentHash: content_hash, visibility: found.get(id)?.visibility });
    }
  }
  return found;
}

async function accept(
  trx: Transaction<Database>,
  owner: string,
  collector: string,
  { source, id, contentHash, sizeBytes, paths, visibility }: AcceptedSession,
): Promise<boolean> {
  const name = { owner, source, external_id: id };
  const values = { content_hash: contentHash, size_bytes: sizeBytes };
  await trx
    .insertInto("core.ingested_sessions")
    .values({ ...name, collector, ...values })
    .onConflict((conflict) =>
      conflict.columns(["owner", "collector", "source", "external_id"]).doUpdateSet(values),
    )
    .execute();
  const conversation = await trx
    .selectFrom("core.conversations")
    .select(["id", "visibility"])
    .where("owner", "=", owner)
    .where("source", "=", source)
    .where("external_id", "=", id)
    .executeTakeFirst();
  if (conversation === undefined) return false;
  for (const batch of batches(paths)) {
    await trx
      .insertInto("core.conversation_paths")
      .values(batch.map((path) => ({ ...name, path })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (visibility === undefined || visibility === conversation.visibility) return false;
  await trx
    .updateTable("core.conversations")
    .set({ visibility })
    .where("id", "=", conversation.id)
    .execute();
  return true;
}
