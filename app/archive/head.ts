import { z } from "zod";
import type { ArchivedSession } from "./source.ts";

/** Version of what a session's file looks like; a reader refuses a later one. */
export const schemaVersion = 1;

export const sessionSchema = "copilot-chats/session";

/** What every session's file begins with, in this order: enough to count an archive by. */
export type Head = z.infer<typeof head>;

/** Of a session as it would be written now. */
export function headOf(session: ArchivedSession): Head {
  return {
    schema: sessionSchema,
    version: schemaVersion,
    id: session.id,
    source: session.source,
    title: session.title,
    workspace: session.workspace ?? null,
    repository: session.repository ?? null,
    createdAt: isoTime(session.createdAt),
    updatedAt: isoTime(session.updatedAt),
    messageCount: session.messages.length,
  };
}

/** The head in a value read from a file; undefined when it is another one's. */
export function readHead(value: unknown): Head | undefined {
  return head.safeParse(value).data;
}

/** ISO 8601 in UTC; null for no time and for one that no calendar has. */
export function isoTime(time: number | undefined): string | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

const head = z.object({
  schema: z.literal(sessionSchema),
  version: z.number(),
  /** As in URLs: `<source>:<id of the product>`. */
  id: z.string(),
  source: z.string(),
  title: z.string(),
  workspace: z.string().nullable(),
  /** Host and path of the git remote, for example `github.com/ada/shop`. */
  repository: z.string().nullable(),
  createdAt: z.string().nullable(),
  updatedAt: z.string().nullable(),
  messageCount: z.int().nonnegative(),
});
