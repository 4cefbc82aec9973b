import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { acceptedToken, type BlobServer } from "../blob-server.ts";

/** App settings of a site or a slot. */
export type Settings = Record<string, string>;

export interface ManagementServer {
  /** For example `https://127.0.0.1:1234/`. */
  url: string;
  siteId: string;
  slotId: string;
  /** By resource id. */
  settings: Record<string, Settings>;
  /** Names of settings that stay where they are. */
  sticky: string[];
  /** What is told instead for a while after a swap. */
  before: Record<string, Settings> | undefined;
  /** Swaps that were done. */
  swaps: number;
  /** How long a swap takes. */
  swapMs: number;
  /** How long after a swap settings are told as they were before it. */
  lagMs: number;
  /** The next answers to a request for a swap, instead of doing it; `"lost"` does it and never says so. */
  nextSwaps: (Refusal | "lost")[];
  /** Whether the site tells of an operation that is under way. */
  tellsOperations: boolean;
  /** Answers to everything, while it is set. */
  refusal: Refusal | undefined;
  /** What users have met, as Azure Monitor counts it. */
  users: { requests: number; failed: number };
  /** Called before a request is answered, with what it asks for. */
  onRequest: (what: string) => unknown;
  /** Called when a swap is done. */
  onSwap: () => void;
}

export interface Refusal {
  status: number;
  code: string;
  message: string;
}

export const apiVersions = { web: "2025-05-01", insights: "2023-10-01" };
const site =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-chats/providers/Microsoft.Web/sites/app-chats";

/**
 * Stands in for Azure Resource Manager where a site is swapped: TLS, the login, the versions of its
 * API, bodies, the asynchronous operation and the refusal of a second one. Exchanges settings but for
 * the sticky ones, at the end of the time that a swap takes.
 */
export async function managementServer({
  tls,
}: Pick<BlobServer, "tls">): Promise<ManagementServer> {
  const state: ManagementServer = {
    url: "",
    siteId: site,
    slotId: `${site}/slots/staging`,
    settings: { [site]: {}, [`${site}/slots/staging`]: {} },
    before: undefined,
    sticky: [],
    swaps: 0,
    swapMs: 100,
    lagMs: 0,
    nextSwaps: [],
    tellsOperations: true,
    refusal: undefined,
    users: { requests: 0, failed: 0 },
    onRequest: () => {},
    onSwap: () => {},
  };
  const begun = new Map<string, Operation>();
  const server = createServer(tls, async (request, response) => {
    const given = await answer(state, begun, request);
    if (given === "hang up") return request.socket.destroy();
    const { status, headers = {}, body } = given;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => closed(server));
  state.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return state;
}

/** A swap that was asked for. */
interface Operation {
  isOver: boolean;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

async function answer(
  state: ManagementServer,
  begun: Map<string, Operation>,
  request: IncomingMessage,
): Promise<Answer | "hang up"> {
  const { method, headers } = request;
  const { pathname, searchParams } = new URL(request.url ?? "", state.url);
  const sent = await text(request);
  const body = sent === "" ? undefined : JSON.parse(sent);
  const path = decodeURIComponent(pathname);
  state.onRequest(`${method} ${path}`);
  if (headers.authorization !== `Bearer ${acceptedToken}`) {
    return refused({ status: 401, code: "InvalidAuthenticationToken", message: "no token" });
  }
  if (state.refusal) return refused(state.refusal);
  const isMetrics = path === `${state.siteId}/providers/Microsoft.Insights/metrics`;
  if (searchParams.get("api-version") !== apiVersions[isMetrics ? "insights" : "web"]) {
    return refused({ status: 400, code: "InvalidApiVersionParameter", message: path });
  }
  if (method === "GET" && isMetrics) return metrics(state, searchParams);
  if (method === "GET" && path === state.siteId) {
    const [id] = [...begun].find(([, { isOver }]) => state.tellsOperations && !isOver) ?? [];
    return { status: 200, body: { id: path, properties: { inProgressOperationId: id ?? null } } };
  }
  const settings = (state.before ?? state.settings)[
    path.replace(/\/config\/appsettings\/list$/, "")
  ];
  if (method === "POST" && settings)
    return { status: 200, body: { id: path, properties: settings } };
  if (method === "POST" && path === `${state.slotId}/slotsswap`) return swap(state, begun, body);
  const operation = begun.get(path.split("/").at(-1) ?? "");
  if (method === "GET" && operation)
    return operation.isOver ? { status: 200 } : underWay(state, path);
  return refused({ status: 404, code: "ResourceNotFound", message: `${method} ${path}` });
}

function swap(state: ManagementServer, begun: Map<string, Operation>, body: unknown) {
  if (JSON.stringify(body) !== JSON.stringify({ targetSlot: "production", preserveVnet: true })) {
    return refused({ status: 400, code: "BadRequest", message: `no such swap: ${body}` });
  }
  if ([...begun.values()].some(({ isOver }) => !isOver)) {
    // App Service words its errors otherwise than the Resource Manager does.
    const Message = "Cannot modify this site because another operation is in progress.";
    return { status: 409, body: { Code: "Conflict", Message } };
  }
  const instead = state.nextSwaps.shift();
  if (instead !== undefined && instead !== "lost") return refused(instead);
  const operation = { isOver: false };
  const id = randomUUID();
  begun.set(id, operation);
  setTimeout(() => {
    if (state.lagMs > 0) tellLate(state);
    exchangeSettings(state);
    state.swaps++;
    state.onSwap();
    operation.isOver = true;
  }, state.swapMs).unref();
  return instead === "lost" ? "hang up" : underWay(state, `${state.siteId}/operationresults/${id}`);
}

/** A read that is answered from elsewhere than the write. */
function tellLate(state: ManagementServer): void {
  state.before = { ...state.settings };
  setTimeout(() => {
    state.before = undefined;
  }, state.lagMs).unref();
}

/** What Azure does in a swap: settings change places but for the sticky ones. */
function exchangeSettings({ settings, siteId, slotId, sticky }: ManagementServer): void {
  const [site = {}, slot = {}] = [settings[siteId], settings[slotId]];
  const moved = (to: Settings, from: Settings): Settings => ({
    ...from,
    ...Object.fromEntries(Object.entries(to).filter(([name]) => sticky.includes(name))),
  });
  settings[siteId] = moved(site, slot);
  settings[slotId] = moved(slot, site);
}

function underWay({ url }: ManagementServer, path: string): Answer {
  const location = new URL(`${path}?api-version=${apiVersions.web}`, url).href;
  return { status: 202, headers: { location, "retry-after": "0" } };
}

function metrics({ users }: ManagementServer, query: URLSearchParams): Answer {
  const [names, aggregation, interval] = ["metricnames", "aggregation", "interval"].map((name) =>
    query.get(name),
  );
  const times = query.get("timespan")?.split("/").map(Date.parse) ?? [];
  const isRight = names === "Requests,Http5xx" && aggregation === "Total" && interval === "PT1M";
  if (!isRight || times.length !== 2 || times.some(Number.isNaN)) {
    return refused({ status: 400, code: "BadRequest", message: `no such metrics: ${query}` });
  }
  const metric = (value: string, total: number) => ({
    name: { value },
    // A minute of which nothing is known yet has no total.
    timeseries: [{ data: [{ timeStamp: "2026-01-01T00:00:00Z", total }, { timeStamp: "" }] }],
  });
  const value = [metric("Requests", users.requests), metric("Http5xx", users.failed)];
  return { status: 200, body: { value } };
}

function refused({ status, code, message }: Refusal): Answer {
  return { status, body: { error: { code, message } } };
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
