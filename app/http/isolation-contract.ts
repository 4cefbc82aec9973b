import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import { newSecret } from "../access/secret.ts";
import type { SearchHit } from "../search/search.ts";
import type { OpenedDatabase, OpenedStore } from "../store/open.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { attempts, privateChat, privateWord, tricks } from "./test-attempts.ts";
import { hostileSearches } from "./test-hostile-searches.ts";
import { routesOf, saveWithVectors, type Team, team, withKey } from "./test-team.ts";

/**
 * That nobody gets at what others keep to themselves. Ada has a private chat and one that the team
 * sees; Grace has a key, and tries everything. She must be answered as she is where Ada has no
 * private chat: then nothing shows it, and nothing counts it. `open` gives a new database each time.
 */
export function isolationContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(name, () => {
    test("no attempt on any route tells that there is a private chat", async () => {
      const without = await team(await open(), { privateChat: false });
      const tried = await team(await open(), { privateChat: true });
      const before = await tried.ada.store.session("vscode:hidden");
      let successes = 0;
      for (const [route, requests] of Object.entries(attempts)) {
        for (const headers of [noTrick, ...tricks]) {
          for (const request of requests) {
            const asked = { ...request, headers };
            // One server has all routes, so it is enough to trick that one.
            const names = headers === noTrick ? Object.keys(tried.servers) : ["all"];
            const answers = await answersTo(tried, names, asked);
            expect([route, answers]).toEqual([route, await answersTo(without, names, asked)]);
            expect(JSON.stringify(answers)).not.toContain(privateWord);
            successes += answers.filter(({ status }) => status === 200).length;
          }
        }
      }
      expect(successes).toBeGreaterThan(100);
      expect(before?.messages).toHaveLength(3);
      expect(await tried.ada.store.session("vscode:hidden")).toEqual(before);
    });

    test("no search fails or tells of it, whatever is sent in its parameters", async () => {
      const without = await team(await open(), { privateChat: false });
      const tried = await team(await open(), { privateChat: true });
      await fc.assert(
        fc.asyncProperty(hostileSearches(), async (request) => {
          const [answer] = await answersTo(tried, ["all"], request);
          expect(answer?.status).toBeLessThan(500);
          expect(told(answer)).toEqual(told((await answersTo(without, ["all"], request))[0]));
        }),
        { numRuns: 300 },
      );
    });

    test("its owner finds the private chat on every route that shows chats", async () => {
      const { servers, adasKey } = await team(await open(), { privateChat: true });
      const ask = async (request: InjectOptions) =>
        (await servers.all?.inject(withKey(request, adasKey)))?.json();
      expect((await ask({ url: "/api/sessions" })).total).toBe(2);
      expect((await ask({ url: "/api/sessions/vscode:hidden" })).messages).toHaveLength(3);
      const stats = await ask({ url: "/api/stats" });
      expect(stats).toMatchObject({ sessions: 2, messages: 4 });
      expect(stats).not.toHaveProperty("databaseBytes");
      const payload = { query: privateWord };
      const typo = { query: "xylogaph" };
      expect(await ask({ method: "POST", url: "/suggest", payload: typo })).toEqual({
        suggestions: [{ word: "xylogaph", instead: [privateWord] }],
        didYouMean: privateWord,
      });
      expect((await ask({ method: "POST", url: "/search", payload })).hits).toMatchObject([
        { session: { id: "vscode:hidden" }, scores: { text: { rank: 1 }, vectors: { rank: 1 } } },
      ]);
    });

    test("a chat that says the same is similar to it once the team sees it", async () => {
      const { servers, ada, grace, adasKey, gracesKey } = await team(await open(), {
        privateChat: true,
      });
      await saveWithVectors(grace, { ...privateChat, id: "copy" });
      const similar = async (id: string, key: string) => {
        const answer = await servers.all?.inject(
          withKey({ url: `/api/sessions/${id}/similar` }, key),
        );
        return answer?.json().hits.map(({ session }: SearchHit) => session.id);
      };
      expect(await similar("vscode:copy", gracesKey)).toEqual([]);
      expect(await similar("vscode:hidden", adasKey)).toEqual([]);
      await ada.store.setVisibility("vscode:hidden", "team");
      await ada.vectors.complete(hashedNgrams.generation);
      expect(await similar("vscode:copy", gracesKey)).toEqual(["ada~vscode:hidden"]);
      expect(await similar("vscode:hidden", adasKey)).toEqual([]);
    });

    test("no leg of the search, and no number of a message, leads to it", async () => {
      const { ada, grace } = await team(await open(), { privateChat: true });
      const [vector = new Float32Array()] = await hashedNgrams.embed([privateWord]);
      const near = async ({ vectors }: OpenedStore) =>
        (await vectors.nearest(hashedNgrams.generation, vector, 100)).map((hit) => hit.messageId);
      const idsIn = async ({ store }: OpenedStore, id: string) =>
        (await store.session(id))?.messages.map((message) => message.id) ?? [];
      const hidden = await idsIn(ada, "vscode:hidden");
      const visible = [
        ...(await idsIn(grace, "vscode:own")),
        ...(await idsIn(ada, "vscode:shown")),
      ];

      expect(await near(ada)).toEqual(expect.arrayContaining(hidden));
      expect((await near(grace)).toSorted()).toEqual(visible.toSorted());
      expect(await ada.store.searchText(privateWord, 100)).toHaveLength(3);
      expect(await grace.store.searchText(privateWord, 100)).toEqual([]);
      const found = await grace.store.excerpts([...hidden, ...visible], "");
      expect(found.map(({ messageId }) => messageId)).toEqual(visible);
    });

    test("a chat that the team sees is read by others, and not changed", async () => {
      const { servers, ada, gracesKey } = await team(await open(), { privateChat: false });
      const url = "/api/sessions/ada~vscode:shown";
      const read = await servers.all?.inject(withKey({ url }, gracesKey));
      expect(read?.json()).toMatchObject({ owner: "ada", visibility: "team", messageCount: 1 });
      const payload = { visibility: "private" };
      const change = withKey({ method: "PATCH", url, payload }, gracesKey);
      expect((await servers.all?.inject(change))?.statusCode).toBe(403);
      expect(await ada.store.session("vscode:shown")).toMatchObject({ visibility: "team" });
    });

    test("metrics count what all have, and hold no text", async () => {
      const { servers, gracesKey, keyFor } = await team(await open(), { privateChat: true });
      const watcherKey = await keyFor("watcher", ["metrics"]);
      for (const url of ["/metrics", "/api/metrics", "/api/metrics?history=24h"]) {
        const refused = await servers.all?.inject(withKey({ url }, gracesKey));
        expect(refused?.statusCode).toBe(403);
        const scraped = await servers.metrics?.inject(url);
        const asked = await servers.all?.inject(withKey({ url }, watcherKey));
        for (const answer of [scraped, asked]) {
          expect([url, answer?.statusCode]).toEqual([url, 200]);
          expect(answer?.body).not.toMatch(/xylograph|hidden|vscode:|sourdough/i);
        }
      }
    });

    test("no route that is not open answers without a right key, nor without its scope", async () => {
      const { servers, keyFor } = await team(await open(), { privateChat: true });
      const [reads, ingests] = [await keyFor("grace", ["read"]), await keyFor("grace", ["ingest"])];
      for (const [name, server] of Object.entries(servers)) {
        for (const route of (await routesOf(server)).filter((route) => !isOpen(name, route))) {
          const [method, url = ""] = route.split(" ");
          const request = { method: method as "GET", url: url.replace(":id", "1") };
          const wrong = /^(POST \/api|PATCH|DELETE)/.test(route) ? reads : ingests;
          const statuses = [
            (await server.inject(request)).statusCode,
            (await server.inject(withKey(request, newSecret()))).statusCode,
            (await server.inject(withKey(request, wrong))).statusCode,
          ];
          expect([name, route, statuses]).toEqual([name, route, [401, 401, 403]]);
        }
      }
    });

    test("every route is tried, or tells nothing of anybody", async () => {
      const { servers } = await team(await open(), { privateChat: false });
      const known = Object.keys(attempts);
      const seen = new Set<string>();
      for (const [name, server] of Object.entries(servers)) {
        for (const route of (await routesOf(server)).map((route) => route.replace("HEAD", "GET"))) {
          if (isOpen(name, route) || isOfMetrics(route)) continue;
          expect(known, `test-attempts.ts: nothing is tried on ${route} of ${name}`).toContain(
            route,
          );
          seen.add(route);
        }
      }
      expect([...seen].toSorted()).toEqual(known.toSorted());
    });
  });
}

async function answersTo({ servers, gracesKey }: Team, names: string[], request: InjectOptions) {
  const answers = [];
  for (const name of names) {
    const answer = await servers[name]?.inject(withKey(request, gracesKey));
    answers.push({
      status: answer?.statusCode,
      body: answer?.body.replace(/,"tookMs":[\d.e-]+/, ""),
    });
  }
  return answers;
}

/**
 * What an answer says, whatever the order of its hits: how rare a word is, which ranks them, is known
 * for the chats of all together.
 */
function told(answer: { status: number | undefined; body: string | undefined } | undefined) {
  const body = JSON.parse(answer?.body ?? "");
  const hits = body.hits?.map(({ session, snippet }: SearchHit) => `${session.id} ${snippet}`);
  return { ...answer, body: hits === undefined ? body : { ...body, hits: hits.toSorted() } };
}

const noTrick = {};

/** They count the chats of all, whoever asks: which a test of their own is about. */
function isOfMetrics(route: string): boolean {
  return /^(GET|HEAD) (\/api)?\/metrics$/.test(route);
}

/** Files and probes, and what Prometheus scrapes inside a network. */
function isOpen(server: string, route: string): boolean {
  if (isOfMetrics(route)) return server === "metrics";
  return /^(GET|HEAD) \/(health|ready|[a-z-]+\.(js|json|css|svg))?$/.test(route);
}
