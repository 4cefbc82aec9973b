import type { Kysely } from "kysely";
import type { Session } from "../sources/model.ts";
import { storedAliases } from "./aliases.ts";
import type { Engine } from "./engine.ts";
import { storedFindings } from "./findings.ts";
import { forgetRemoval } from "./removal.ts";
import { sanitizeAgain } from "./rescan.ts";
import { type SessionState, sessionStates } from "./session-states.ts";
import { pathsOf } from "./source-files.ts";
import type { Sanitation, SecretFinding, TurnAlias } from "./store.ts";
import type { Database } from "./tables.ts";
import { conversationOf, wholeSession } from "./whole-session.ts";

/** Sessions of one owner as they were read. Ids are those of URLs; an unknown one has nothing. */
export interface SessionRecords {
  /** All its readings joined: messages with their keys, the product's own objects included. */
  whole(id: string): Promise<Session | undefined>;
  /** Every file that it was ever found in, sorted. */
  pathsOf(id: string): Promise<string[]>;
  /** Names of turns that were found to be one, by alias. */
  aliasesOf(id: string): Promise<TurnAlias[]>;
  /** The secrets that were redacted in it, in the order of its messages. */
  findings(id: string): Promise<SecretFinding[]>;
  /** What tells of each session whether it changed, in the order in which they were stored. */
  states(): Promise<SessionState[]>;
  /** Ids of the sessions that are not known to be sanitized wholly under `rulesVersion`. */
  underOtherRules(rulesVersion: string): Promise<string[]>;
  /**
   * Puts a stored session through `sanitize`, whose findings are added to those from before. True
   * when that changed it: then `eraseRedacted` is due, which once does for many sessions.
   */
  sanitizeAgain(id: string, sanitize: SessionSanitizer): Promise<boolean>;
  /** Lets a session that was removed be stored again, by whoever reads it next. */
  forgetRemoval(id: string): Promise<void>;
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
    async aliasesOf(id) {
      const found = await conversationOf(db, owner, id);
      return found === undefined ? [] : storedAliases(db, found.id);
    },
    async findings(id) {
      const found = await conversationOf(db, owner, id);
      return found === undefined ? [] : storedFindings(db, found.id);
    },
    states: () => sessionStates(db, owner),
    underOtherRules: (rulesVersion) => underOtherRules(db, owner, rulesVersion),
    sanitizeAgain: (id, sanitize) => sanitizeAgain(db, engine, owner, id, sanitize),
    forgetRemoval: (id) => forgetRemoval(db, owner, id),
  };
}

async function underOtherRules(
  db: Kysely<Database>,
  owner: string,
  rulesVersion: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom("core.conversations")
    .select(["source", "external_id"])
    .where("owner", "=", owner)
    .where((eb) =>
      eb.or([eb("rules_version", "is", null), eb("rules_version", "<>", rulesVersion)]),
    )
    .orderBy("id")
    .execute();
  return rows.map(({ source, external_id }) => `${source}:${external_id}`);
}
