import type { Kysely } from "kysely";
import type { Session } from "../sources/model.ts";
import type { Engine } from "./engine.ts";
import { storedFindings } from "./findings.ts";
import { sanitizeAgain } from "./rescan.ts";
import { pathsOf } from "./source-files.ts";
import type { Sanitation, SecretFinding } from "./store.ts";
import type { Database } from "./tables.ts";
import { conversationOf, wholeSession } from "./whole-session.ts";

/** Sessions of one owner as they were read. Ids are those of URLs; an unknown one has nothing. */
export interface SessionRecords {
  /** All its readings joined: messages with their keys, the product's own objects included. */
  whole(id: string): Promise<Session | undefined>;
  /** Every file that it was ever found in, sorted. */
  pathsOf(id: string): Promise<string[]>;
  /** The secrets that were redacted in it, in the order of its messages. */
  findings(id: string): Promise<SecretFinding[]>;
  /** Ids of `limit` sessions that are not known to be sanitized wholly under `rulesVersion`. */
  underOtherRules(rulesVersion: string, limit: number): Promise<string[]>;
  /**
   * Puts a stored session through `sanitize`, whose findings are added to those from before. Gives
   * the number of messages that changed.
   */
  sanitizeAgain(id: string, sanitize: SessionSanitizer): Promise<number>;
}

/** Redacts the texts of a session; its messages keep their keys. */
export type SessionSanitizer = (session: Session) => { session: Session; sanitation: Sanitation };

/** The `SessionRecords` of any SQL engine. */
export function sqlRecords(db: Kysely<Database>, engine: Engine, owner: string): SessionRecords {
  return {
    async whole(id) {
      const found = await conversationOf(db, owner, id);
      return found && wholeSession(db, found);
    },
    pathsOf: (id) => pathsOf(db, owner, id),
    async findings(id) {
      const found = await conversationOf(db, owner, id);
      return found === undefined ? [] : storedFindings(db, found.id);
    },
    underOtherRules: (rulesVersion, limit) => underOtherRules(db, owner, rulesVersion, limit),
    sanitizeAgain: (id, sanitize) => sanitizeAgain(db, engine, owner, id, sanitize),
  };
}

async function underOtherRules(
  db: Kysely<Database>,
  owner: string,
  rulesVersion: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("core.conversations")
    .select(["source", "external_id"])
    .where("owner", "=", owner)
    .where((eb) =>
      eb.or([eb("rules_version", "is", null), eb("rules_version", "<>", rulesVersion)]),
    )
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ source, external_id }) => `${source}:${external_id}`);
}
