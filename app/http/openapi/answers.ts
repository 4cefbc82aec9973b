import { z } from "zod";
import { scopes } from "../../access/scope.ts";
import { fallbackReasons, searchModes } from "../../search/search.ts";
import { sourceKinds } from "../../sources/model.ts";

/** What answers look like as JSON, for their description alone. Times are milliseconds since 1970. */

/** The body of every answer that is not a success. */
export const problemBody = z.object({
  error: z.object({
    code: z.string().meta({ description: "Stable word for programs" }),
    field: z.string().optional().meta({ description: "What of the request is wrong" }),
    message: z.string().meta({ description: "Sentence for people" }),
  }),
});

export const health = z.object({ status: z.literal("ok"), version: z.string() });
export const readiness = z.object({ status: z.literal("ready") });

const time = z.int().meta({ description: "Milliseconds since 1970" });
const visibility = z.enum(["private", "team"]);
const role = z.enum(["user", "assistant"]);

const session = z.object({
  id: z.string().meta({
    description: "The source, a colon and the product's id; of others after their name and ~",
  }),
  owner: z.string(),
  visibility,
  source: z.enum(sourceKinds),
  title: z.string(),
  workspace: z.string().optional(),
  repository: z.string().optional(),
  createdAt: time,
  updatedAt: time,
  messageCount: z.int(),
});

export const sessionList = z.object({
  total: z.int().meta({ description: "On all pages" }),
  sessions: z.array(session),
});

const toolCall = z.object({
  id: z.string(),
  tool: z.string(),
  summary: z.string(),
  input: z.string().optional().meta({ description: "Arguments as JSON text" }),
  output: z.string().optional(),
  outcome: z.enum(["ok", "failed", "declined", "unknown"]),
});

const message = z.object({
  id: z.int(),
  role,
  text: z.string(),
  parts: z.array(z.object({ kind: z.string(), text: z.string().optional() })),
  createdAt: time.optional(),
  model: z.string().optional(),
  intent: z
    .object({
      command: z.string().optional(),
      agent: z.string().optional(),
      mode: z.string().optional(),
    })
    .optional(),
  toolCalls: z.array(toolCall),
});

const usage = z.object({
  model: z.string(),
  requests: z.int().optional(),
  promptTokens: z.int().optional(),
  completionTokens: z.int().optional(),
});

export const sessionDetail = session.extend({
  usage: z.array(usage).optional(),
  messages: z.array(message),
});

export const sessionVisibility = z.object({ id: z.string(), visibility });

const importRecord = z.object({
  startedAt: time,
  finishedAt: time,
  filesSeen: z.int(),
  filesRead: z.int(),
  filesFailed: z.int(),
  sessionsAdded: z.int(),
  sessionsUpdated: z.int(),
  messagesAdded: z.int(),
});

export const stats = z.object({
  sessions: z.int(),
  messages: z.int(),
  workspaces: z.int(),
  toolCalls: z.int(),
  databaseBytes: z.int().optional().meta({ description: "Of everybody's; absent for keys" }),
  lastImport: importRecord.nullable(),
  importUnfinishedSince: time.nullable(),
});

const place = z.tuple([z.int(), z.int()]).meta({ description: "From and before, in UTF-16 units" });
const ranked = z.object({ rank: z.int() });

const hit = z.object({
  session,
  messageId: z.int(),
  turn: z.string(),
  role,
  range: place,
  snippet: z.string(),
  marks: z.array(place).meta({ description: "Places in the snippet" }),
  score: z.number(),
  scores: z.object({
    text: ranked.optional(),
    vectors: ranked.extend({ similarity: z.number() }).optional(),
  }),
});

const facet = z.array(z.object({ value: z.string(), messages: z.int() }));
const fallbackReason = z.object({ code: z.enum(fallbackReasons), message: z.string() });

export const searchAnswer = z.object({
  hits: z.array(hit),
  modeUsed: z.enum(searchModes),
  fallbackReason: fallbackReason
    .optional()
    .meta({ description: "Why the mode is not the one asked for" }),
  partialReason: z
    .object({ code: z.literal("filtered_vectors"), message: z.string() })
    .optional()
    .meta({ description: "Why hits may be missing" }),
  facets: z.object({
    messages: z.int(),
    workspace: facet,
    source: facet,
    role: facet,
    model: facet,
  }),
  didYouMean: z.string().optional(),
  nextCursor: z.string().optional().meta({ description: "Asks for the next page" }),
  tookMs: z.number(),
});

export const similarAnswer = searchAnswer.pick({
  hits: true,
  modeUsed: true,
  fallbackReason: true,
  tookMs: true,
});

export const suggestAnswer = z.object({
  suggestions: z.array(z.object({ word: z.string(), instead: z.array(z.string()) })),
  didYouMean: z.string().optional(),
  fallbackReason: fallbackReason.optional(),
});

const apiKey = z.object({
  id: z.int(),
  owner: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: time,
  expiresAt: time.optional(),
  lastUsedAt: time.optional(),
  revokedAt: time.optional(),
});

export const keyList = z.object({ keys: z.array(apiKey) });
export const createdKey = apiKey.extend({
  secret: z.string().meta({ description: "Shown this once" }),
});

const sample = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  value: z.number(),
});

/** Now, or with `history` the snapshots of a time. */
export const metrics = z.union([
  z.object({
    takenAt: time,
    families: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        help: z.string(),
        samples: z.array(sample),
      }),
    ),
  }),
  z.object({
    from: time,
    to: time,
    snapshots: z.array(z.object({ takenAt: time, samples: z.array(sample) })),
  }),
]);
