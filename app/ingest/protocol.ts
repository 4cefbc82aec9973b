import { z } from "zod";
import type { Visibility } from "../store/store.ts";
import { count, indexedText, list, object, oneOf, text } from "./fields.ts";
import { indexedLimits, ingestLimits } from "./limits.ts";
import { sessionId, sessionSchema, sessionSource } from "./session-schema.ts";

/** Paths below the address of a server. */
export const ingestPath = "/api/ingest";
export const checkPath = "/api/ingest/check";

const collector = z.string({ error: "not text" }).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, {
  error: "not a name of a collector; use up to 64 of a to z, 0 to 9, dot, dash and underscore",
});

const contentHash = z
  .string({ error: "not text" })
  .regex(/^[0-9a-f]{64}$/, { error: "not a SHA-256 in hex" });

const visibility = oneOf(["private", "team"]) satisfies z.ZodType<Visibility>;

/** Asks which of `sessions` the server does not have like this. */
export const checkRequest = object({
  /** Names the place where chats were read; the same in every request from there. */
  collector,
  /** A session that is seen otherwise counts as another one. Default: as it is. */
  visibility: visibility.optional(),
  sessions: list(
    object({ source: sessionSource, id: sessionId, contentHash }),
    ingestLimits.sessions,
  ),
});

export type CheckRequest = z.infer<typeof checkRequest>;

export const checkAnswer = z.object({
  /** Ids of those that are to be sent. */
  wanted: z.array(z.string()),
});

export type CheckAnswer = z.infer<typeof checkAnswer>;

/** Brings sessions. Each is checked alone, so that one that is refused keeps none of the others back. */
export const ingestRequest = object({
  collector,
  /** Version of the rules that took the secrets out. */
  rulesVersion: text(ingestLimits.word),
  /** Who will see them. Default: as it is, at first `private`. */
  visibility: visibility.optional(),
  /** `pushedSession` each. */
  sessions: list(z.unknown(), ingestLimits.sessions),
});

export type IngestRequest = z.infer<typeof ingestRequest>;

export const pushedSession = object({
  /** See `pushedHash`. */
  contentHash,
  session: sessionSchema,
  /** Every file that it was found in, where it was read. */
  paths: list(indexedText(indexedLimits.path), ingestLimits.paths),
  /** What was redacted in it, without its values. */
  findings: list(
    object({
      messageKey: indexedText(indexedLimits.key),
      rule: indexedText(ingestLimits.word),
      hash: indexedText(ingestLimits.word),
      count: count(ingestLimits.occurrences, 1),
    }),
    ingestLimits.findings,
  ),
  /** Names of turns that the sender found to be one; only of such as it sends. */
  aliases: list(
    object({ alias: indexedText(indexedLimits.key), turn: indexedText(indexedLimits.key) }),
    ingestLimits.messages,
  ).exactOptional(),
});

export type PushedSession = z.infer<typeof pushedSession>;

/** Whose session it is, of what may be no `pushedSession` otherwise. */
export const pushedName = z.object({ session: z.object({ source: sessionSource, id: sessionId }) });

/** A session's id in URLs. */
export function idOf({ source, id }: { source: string; id: string }): string {
  return `${source}:${id}`;
}

/** `unchanged`: it was known like this. */
export const ingestOutcomes = ["added", "updated", "unchanged", "refused"] as const;

export const ingestAnswer = z.object({
  /** In the order of the request. */
  sessions: z.array(
    z.object({
      /** Null where it cannot be told. */
      id: z.string().nullable(),
      outcome: z.enum(ingestOutcomes),
      /** Why it was refused. */
      problem: z.object({ field: z.string(), message: z.string() }).exactOptional(),
    }),
  ),
  /** Secrets that the sender had left in them; they were redacted before anything was stored. */
  secretsRedacted: z.number(),
});

export type IngestAnswer = z.infer<typeof ingestAnswer>;

export type IngestResult = IngestAnswer["sessions"][number];
