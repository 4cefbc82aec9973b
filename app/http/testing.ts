import { Writable } from "node:stream";
import type { Search, SearchResponse } from "../search/search.ts";
import type { SessionDetail, SessionSummary, Store } from "../store/store.ts";
import { jsonLog } from "../telemetry/log.ts";
import { chatMetrics } from "../telemetry/metrics.ts";
import { allServer, chatServers, probesServer, type ServersParts } from "./servers.ts";

/** Every server over a store and a search with one session, and what they log. For tests. */
export function testServers(
  parts: { store?: Partial<Store>; search?: Search } = {},
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
  const metrics = chatMetrics(store, "1.2.3");
  const serversParts: ServersParts = {
    store,
    search: parts.search ?? (async () => foundSession),
    metrics,
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

export const oneSession: SessionSummary = {
  id: "vscode:5d2",
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
      role: "user",
      snippet: "How do I retry?",
      marks: [[9, 14]],
      score: 0.016,
      ranks: { text: 1, vector: undefined },
    },
  ],
  modeUsed: "hybrid",
  fallbackReason: undefined,
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

export function testStore(overrides: Partial<Store> = {}): Store {
  return {
    saveSession: unexpected,
    fileState: unexpected,
    saveFileFailure: unexpected,
    beginImport: unexpected,
    finishImport: unexpected,
    lastImport: async () => ({
      startedAt: 1_750_000_100_000,
      finishedAt: 1_750_000_101_500,
      filesSeen: 3,
      filesRead: 2,
      filesFailed: 1,
      sessionsAdded: 1,
      sessionsUpdated: 0,
      messagesAdded: 1,
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
    searchText: unexpected,
    messagesWithoutVector: unexpected,
    messages: unexpected,
    unreadyReason: async () => undefined,
    close: async () => {},
    ...overrides,
  };
}

async function unexpected(): Promise<never> {
  throw new Error("not called by a server");
}
