import { Agent, request } from "node:http";
import { setInterval as ticks } from "node:timers/promises";
import { type SearchMode, searchModes } from "../../../app/search/search.ts";

/** What came of one request. */
export interface LoadAnswer {
  /** 0 where the connection broke. */
  status: number;
  ms: number;
  /** Of a search: what it was answered by, and whether from the cache. */
  modeUsed?: SearchMode;
  isCached?: boolean;
}

export interface SearchLoad {
  searches: LoadAnswer[];
  /** Of `/metrics`, which is asked for five times a second. */
  scrapes: LoadAnswer[];
  /** Ends it, and waits for what is under way. */
  stop(): Promise<void>;
}

const tickMs = 5;
const scrapesPerSecond = 5;
/** Of what people ask, half is what somebody has asked before. */
const popularQuestions = 50;

/**
 * Searches at `url`, `perSecond` a second whatever the answers take: in all modes, with filters and
 * without, half of them ones that were asked before.
 */
export function startSearchLoad(url: string, questions: string[], perSecond: number): SearchLoad {
  const agent = new Agent({ keepAlive: true });
  const end = new AbortController();
  const underWay = new Set<Promise<void>>();
  const load: SearchLoad = { searches: [], scrapes: [], stop };
  const track = (asked: Promise<LoadAnswer>, answers: LoadAnswer[]) => {
    const done = asked.then((answer) => void answers.push(answer));
    underWay.add(done);
    void done.then(() => underWay.delete(done));
  };
  const startedAt = performance.now();
  const keepUp = async () => {
    let [searches, scrapes] = [0, 0];
    for await (const _ of ticks(tickMs, undefined, { signal: end.signal })) {
      // On a busy machine a tick comes late, and then brings what was missed.
      const seconds = (performance.now() - startedAt) / 1_000;
      for (; searches < seconds * perSecond; searches++) {
        track(search(url, agent, searchBody(questions, searches)), load.searches);
      }
      for (; scrapes < seconds * scrapesPerSecond; scrapes++) {
        track(exchange(new URL("/metrics", url), { agent }), load.scrapes);
      }
    }
  };
  const running = keepUp().catch(() => {});
  return load;

  async function stop() {
    end.abort();
    await running;
    await Promise.all(underWay);
    agent.destroy();
  }
}

const filters = [{}, {}, {}, { role: "user" }, { has: "code" }, { source: "vscode" }];

function searchBody(questions: string[], turn: number): string {
  const isPopular = turn % 2 === 0;
  const index = isPopular ? (turn / 2) % popularQuestions : popularQuestions + turn;
  const query = questions[index % questions.length];
  // The same question is the same request each time that it is asked.
  const mode = searchModes[index % searchModes.length];
  return JSON.stringify({ query, mode, filters: filters[index % filters.length] });
}

async function search(url: string, agent: Agent, body: string): Promise<LoadAnswer> {
  const headers = { "content-type": "application/json" };
  const options = { method: "POST", headers, agent };
  const { text, cache, ...answer } = await exchange(new URL("/search", url), options, body);
  if (answer.status !== 200) return answer;
  return { ...answer, modeUsed: JSON.parse(text).modeUsed, isCached: cache === "hit" };
}

function exchange(
  url: URL,
  options: { agent: Agent; method?: string; headers?: Record<string, string> },
  body = "",
): Promise<LoadAnswer & { text: string; cache: unknown }> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const settle = (status: number, text = "", cache: unknown = undefined) =>
      resolve({ status, ms: performance.now() - startedAt, text, cache });
    request(url, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () => settle(answer.statusCode ?? 0, text, answer.headers["x-cache"]));
      answer.on("error", () => settle(0));
    })
      .on("error", () => settle(0))
      .end(body);
  });
}

/** The value that `share` of the times stay within. */
export function quantileMs(answers: LoadAnswer[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
