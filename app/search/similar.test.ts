import { expect, it, vi } from "vitest";
import { foundSession, oneSession } from "../http/testing.ts";
import type { SessionDetail } from "../store/store.ts";
import { similarSessions } from "./similar.ts";

const side = { parts: [], createdAt: undefined, model: undefined, toolCalls: [] };
const session: SessionDetail = {
  ...oneSession,
  id: "vscode:own",
  messages: [
    { ...side, id: 1, role: "user", text: "How do I retry?" },
    { ...side, id: 2, role: "assistant", text: "With backoff." },
    { ...side, id: 3, role: "user", text: "x".repeat(5_000) },
  ],
};
const [hit] = foundSession.hits;
const hitOf = (id: string) => ({ ...hit, session: { ...oneSession, id } });

it("looks by meaning for what was asked in the session, and leaves that out", async () => {
  const hits = ["a", "vscode:own", "b", "c"].map(hitOf) as typeof foundSession.hits;
  const search = vi.fn(async () => ({ ...foundSession, modeUsed: "semantic" as const, hits }));
  const { hits: others, ...how } = await similarSessions(search, session, 2);
  expect(others.map(({ session: { id } }) => id)).toEqual(["a", "b"]);
  expect(how).toEqual({ modeUsed: "semantic", fallbackReason: undefined, tookMs: 3 });
  const query = `Retry with backoff\nHow do I retry?\n${"x".repeat(1_465)}`;
  expect(search).toHaveBeenCalledWith({ query, limit: 3, mode: "semantic" });
  expect(query).toHaveLength(1_500);
});
