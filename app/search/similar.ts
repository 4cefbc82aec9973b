import type { SessionDetail } from "../store/store.ts";
import type { Search, SearchResponse } from "./search.ts";

export type SimilarSessions = Pick<
  SearchResponse,
  "hits" | "modeUsed" | "fallbackReason" | "tookMs"
>;

/** The sessions that are about the same as `session`, which is not among them. */
export async function similarSessions(
  search: Search,
  session: SessionDetail,
  limit: number,
): Promise<SimilarSessions> {
  const request = { query: subjectOf(session), limit: limit + 1, mode: "semantic" } as const;
  const { hits, modeUsed, fallbackReason, tookMs } = await search(request);
  const others = hits.filter((hit) => hit.session.id !== session.id).slice(0, limit);
  return { hits: others, modeUsed, fallbackReason, tookMs };
}

/** Its title, and the start of what was asked in it. */
function subjectOf({ title, messages }: SessionDetail): string {
  const questions = messages.filter(({ role }) => role === "user").map(({ text }) => text);
  return [title, ...questions].join("\n").slice(0, charactersCompared);
}

/** As much as models for sentences read, about 250 words. */
const charactersCompared = 1_500;
