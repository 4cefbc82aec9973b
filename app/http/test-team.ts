import type { FastifyInstance, InjectOptions } from "fastify";
import { onTestFinished } from "vitest";
import { keyAccess } from "../access/key-access.ts";
import { createKey } from "../access/new-key.ts";
import type { Scope } from "../access/scope.ts";
import { wrongKeys } from "../access/wrong-keys.ts";
import { hybridSearch } from "../search/hybrid.ts";
import { wordSuggestions } from "../search/suggest.ts";
import type { Session } from "../sources/model.ts";
import type { OpenedDatabase, OpenedStore } from "../store/open.ts";
import { readState, sourceFile } from "../store/test-chats.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { allServer, chatServers, probesServer } from "./servers.ts";
import { gracesChat, privateChat, teamChat } from "./test-attempts.ts";
import { testServers } from "./testing.ts";

export type Team = Awaited<ReturnType<typeof team>>;

/**
 * Every server over `database`, in which Ada shows one chat to the team and has a private one or
 * not, and Grace has one of her own.
 */
export async function team(database: OpenedDatabase, has: { privateChat: boolean }) {
  const ada = database.forOwner("ada");
  const grace = database.forOwner("grace");
  const keyFor = async (owner: string, scopes: Scope[]) => {
    const name = `of ${owner} for ${scopes}`;
    const created = await createKey(database.keys, { owner, name, scopes }, Date.now());
    if (created === undefined) throw new Error(`there is a key ${name}`);
    return created.secret;
  };
  await saveWithVectors(grace, gracesChat);
  await saveWithVectors(ada, teamChat);
  await ada.store.setVisibility("vscode:shown", "team");
  if (has.privateChat) await saveWithVectors(ada, privateChat);
  return {
    ada,
    grace,
    adasKey: await keyFor("ada", ["read", "ingest"]),
    gracesKey: await keyFor("grace", ["read", "ingest"]),
    keyFor,
    servers: keyedServers(database),
  };
}

function keyedServers(database: OpenedDatabase): Record<string, FastifyInstance> {
  const wrong = wrongKeys({ perMinute: 1_000_000, addresses: 1 });
  const access = keyAccess({ keys: database.keys, adminKey: undefined, wrong });
  const log = jsonLog("silent");
  const searchOf = (owner: string) =>
    hybridSearch({ ...database.forSearch(owner), embedder: hashedNgrams, log });
  const suggestOf = (owner: string) => wordSuggestions({ ...database.forSearch(owner), log });
  const parts = { ...testServers().parts, access, database, searchOf, suggestOf, log };
  const servers = {
    ...chatServers(parts),
    all: allServer(parts),
    probes: probesServer(parts),
  };
  onTestFinished(async () => {
    for (const server of Object.values(servers)) await server.close();
  });
  return servers;
}

/** With the vectors that an import makes. */
export async function saveWithVectors(
  { store, vectors }: OpenedStore,
  session: Session,
): Promise<void> {
  const file = sourceFile({ path: `/chats/${session.id}.json` });
  await store.saveSession(session, file, readState(file));
  const { generation, embed } = hashedNgrams;
  const pending = await store.messagesWithoutVector(generation, 100);
  const made = await embed(pending.map(({ text }) => text));
  const embedded = pending.flatMap(({ id }, index) => {
    const vector = made[index];
    return vector === undefined ? [] : { messageId: id, vector };
  });
  await vectors.upsert(generation, embedded);
}

export function withKey(request: InjectOptions, key: string): InjectOptions {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } };
}

/** `GET /api/stats` and the like, of a server that is not ready yet. */
export async function routesOf(server: FastifyInstance): Promise<string[]> {
  const routes: string[] = [];
  server.addHook("onRoute", ({ method, url }) => {
    routes.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  await server.ready();
  return routes;
}
