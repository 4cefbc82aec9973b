import { z } from "zod";

const columnSchema = z.object({
  /** Of PostgreSQL, with its collation where that is not the database's own. */
  type: z.string(),
  /** Whether null is refused. */
  required: z.boolean(),
  /** What a row has that is written without it: an expression, or how it is generated. */
  default: z.string().nullable(),
});

/** What every row has to obey: a constraint, a unique index, a trigger or a policy. */
const ruleSchema = z.object({
  definition: z.string(),
  /** Columns that it is about; none where it is about whole rows. */
  columns: z.array(z.string()),
});

const tableSchema = z.object({
  columns: z.record(z.string(), columnSchema),
  rules: z.array(ruleSchema),
  /** What the application may do with the rows. */
  rights: z.array(z.string()),
});

const migrationSchema = z.object({
  name: z.string(),
  /** Of the statements that it sends to an empty database. */
  hash: z.string(),
  /** Tables whose rows it changes or removes. */
  rewrites: z.array(z.string()),
});

const acceptedBreakSchema = z.object({
  /** What makes the breaks. */
  migration: z.string(),
  /** Versions that know this migration can live with them; others are still refused. */
  since: z.string(),
  reason: z.string(),
  /** As the check words them. */
  breaks: z.array(z.string()),
});

/** What a release makes of a database and expects of it: `schema.json` in its package. */
export const releaseSchema = z.object({
  /** In the order in which they run. */
  migrations: z.array(migrationSchema),
  /** By name with schema, for example `core.messages`; views too. */
  tables: z.record(z.string(), tableSchema),
  /** Definitions of functions and enumerated types, by name. */
  others: z.record(z.string(), z.string()),
  acceptedBreaks: z.array(acceptedBreakSchema),
});

export type ReleaseSchema = z.infer<typeof releaseSchema>;
/** What is in a database. */
export type Schema = Pick<ReleaseSchema, "tables" | "others">;
export type Table = z.infer<typeof tableSchema>;
export type Column = z.infer<typeof columnSchema>;
export type Rule = z.infer<typeof ruleSchema>;
export type AcceptedBreak = z.infer<typeof acceptedBreakSchema>;
