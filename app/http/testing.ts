import { Writable } from "node:stream";
import { type Access, loopbackAccess } from "../access/access.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import type { Search, SearchResponse } from "../search/search.ts";
import type { Suggest } from "../search/suggest.ts";
import { readSettings } from "../settings.ts";
import type { Figures } from "../store/figures.ts";
import type { MetricSnapshot } from "../store/metric-snapshots.ts";
import type { OpenedDatabase } from "../store/open.ts";
import type { SessionDetail, SessionSummary, Store } from "../store/store.ts";
import { unavailableDatabase } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { type ChatMetrics, chatMetrics } from "../telemetry/metrics.ts";
import { allServer, chatServers, probesServer, type ServersParts } from "./servers.ts";

/** Every server over a store and a search with one session, and what they log. For tests. */
export function testServers(
  parts: { store?: Partial<Store>; search?: Search; suggest?: Suggest; access?: Access } = {},
  hostNames: string[] = [],
) {
  const store = testStore(parts.store);
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).trimEnd().split("\n"));
      done();
    },
  });
  const database = testDatabase(store);
  const metrics = testMetrics(database);
  const search = parts.search ?? (async () => foundSession);
  const serversParts: ServersParts = {
    database,
    searchOf: () => search,
    suggestOf: () => parts.suggest ?? (async () => ({ suggestions: [] })),
    ingest: testIngestParts,
    metrics,
    access: parts.access ?? loopbackAccess,
    log: jsonLog("debug", destination),
    version: "1.2.3",
    hostNames,
  };
  const servers = {
    ...chatServers(serversParts),
    all: allServer(serversParts),
    probes: probesServer(serversParts),
  };
  return { ...servers, parts: serversParts, metricsText: metrics.text, logLines: lines };
}

export const testIngestParts: ServersParts["ingest"] = {
  quotas: readSettings({}).ingest,
  sanitizer: async () => testSanitizer,
};

export const oneSession: SessionSummary = {
  id: "vscode:5d2",
  owner: "local",
  visibility: "private",
  source: "vscode",
  title: "Retry with backoff",
  workspace: "shop",
  createdAt: 1_750_000_000_000,
  updatedAt: 1_750_000_060_000,
  messageCount: 1,
};

export const foundSession: SearchResponse = {
  hits: [
    {
      session: oneSession,
      messageId: 7,
      turn: "r1",
      role: "user",
      range: [0, 15],
      snippet: "How do I retry?",
      marks: [[9, 14]],
      score: 0.016,
      scores: { text: { rank: 1 } },
    },
  ],
  modeUsed: "hybrid",
  fallbackReason: undefined,
  facets: {
    messages: 1,
    workspace: [{ value: "shop", messages: 1 }],
    source: [{ value: "vscode", messages: 1 }],
    role: [{ value: "user", messages: 1 }],
    model: [],
  },
  tookMs: 3,
};

const oneSessionDetail: SessionDetail = {
  ...oneSession,
  messages: [
    {
      id: 7,
      role: "user",
      text: "How do I retry?",
      parts: [{ kind: "markdown", text: "How do I retry?", raw: { value: "How do I retry?" } }],
      createdAt: 1_750_000_000_000,
      model: undefined,
      toolCalls: [],
    },
  ],
};

/** A database in which every owner has `store`, and nothing else but its figures. */
export function testDatabase(store: Store = testStore()): OpenedDatabase {
  const database = unavailableDatabase(store.unavailableReason ?? "not there in this test");
  const forOwner = (owner: string) => ({ ...database.forOwner(owner), store });
  if (store.unavailableReason !== undefined) return { ...database, forOwner };
  return {
    ...database,
    forOwner,
    indexGeneration: async () => 1,
    figures: async () => storedFigures,
    snapshots: { ...database.snapshots, between: async () => [oneSnapshot] },
  };
}

/** Metrics of `database` alone, for the embedder `one`. */
export function testMetrics(database: OpenedDatabase = testDatabase()): ChatMetrics {
  return chatMetrics({ database, version: "1.2.3", embedder: { generation: "one" } });
}

export const oneSnapshot: MetricSnapshot = {
  takenAt: 1_750_000_000_000,
  samples: [{ name: "copilot_sessions", labels: {}, value: 1 }],
};

export const storedFigures: Figures = {
  databaseBytes: 65_536,
  owners: 1,
  sessions: [{ source: "vscode", visibility: "private", count: 1 }],
  messages: [
    { role: "assistant", count: 3 },
    { role: "user", count: 1 },
  ],
  messagesWithoutText: 1,
  workspaces: 2,
  toolCalls: [
    { tool: "read", outcome: "ok", count: 2 },
    { tool: undefined, outcome: "failed", count: 1 },
  ],
  intents: {
    command: [{ value: "explain", count: 1 }],
    agent: [],
    mode: [{ value: "agent", count: 1 }],
  },
  models: [{ model: "gpt-5", count: 3 }],
  tokens: [
    { model: "gpt-5", kind: "completion", count: 40 },
    { model: "gpt-5", kind: "prompt", count: 120 },
  ],
  redactions: [{ rule: "github-token", count: 2 }],
  files: [
    { state: "failed", count: 1 },
    { state: "read", count: 2 },
  ],
  vectors: [
    { generation: "one", count: 2 },
    { generation: "other", count: 3 },
  ],
  lastImport: {
    startedAt: 1_750_000_100_000,
    finishedAt: 1_750_000_101_500,
    filesRead: 2,
    filesFailed: 1,
    sessionsAdded: 1,
    messagesAdded: 1,
  },
};

export function testStore(overrides: Partial<Store> = {}): Store {
  return {
    saveSession: unexpected,
    saveSessions: unexpected,
    fileState: unexpected,
    fileStates: unexpected,
    saveFileFailure: unexpected,
    beginImport: unexpected,
    finishImport: unexpected,
    lastImport: async () => ({
      finished: {
        startedAt: 1_750_000_100_000,
        finishedAt: 1_750_000_101_500,
        filesSeen: 3,
        filesRead: 2,
        filesFailed: 1,
        sessionsAdded: 1,
        sessionsUpdated: 0,
        messagesAdded: 1,
      },
      unfinishedSince: undefined,
    }),
    sessions: async () => ({ total: 1, sessions: [oneSession] }),
    session: async (id) => (id === oneSession.id ? oneSessionDetail : undefined),
    counts: async () => ({
      sessions: 1,
      messages: 4,
      workspaces: 2,
      toolCalls: 3,
      databaseBytes: 65_536,
    }),
    setVisibility: unexpected,
    searchText: unexpected,
    messagesWithoutVector: unexpected,
    excerpts: unexpected,
    suggestions: unexpected,
    candidates: unexpected,
    unreadyReason: async () => undefined,
    close: async () => {},
    ...overrides,
  };
}

async function unexpected(): Promise<never> {
  throw new Error("not called by a server");
}
