import { Problem } from "../http/problem.ts";
import { type IngestQuotas, tooMuch } from "./quotas.ts";

/** Who may come in now. */
export interface Admission {
  /** Counts a request of `owner`; throws when it is one too many for now. */
  count(owner: string): void;
  /** Takes the place that a body needs, until it is disposed; throws when there is none. */
  enter(owner: string): Disposable;
}

/**
 * Bodies that are in memory at a time, decoded and parsed: each may take a few times the size that
 * `ingestLimits` allow. An owner has one of the places, so that nobody takes all of them.
 */
const places = 4;

/** `now` gives milliseconds since 1970; default `Date.now`. */
export function admission(
  { requestsPerMinute }: Pick<IngestQuotas, "requestsPerMinute">,
  now: () => number = Date.now,
): Admission {
  const minutes = new Map<string, { startedAt: number; requests: number }>();
  const inside = new Set<string>();
  return {
    count(owner) {
      const time = now();
      const known = minutes.get(owner);
      const isOver = known === undefined || time - known.startedAt >= minuteMs;
      const minute = isOver ? { startedAt: time, requests: 0 } : known;
      minute.requests += 1;
      minutes.set(owner, minute);
      if (minute.requests <= requestsPerMinute) return;
      const allowed = `${requestsPerMinute.toLocaleString("en-US")} allowed`;
      const seconds = Math.ceil((minute.startedAt + minuteMs - time) / 1000);
      const message = `${allowed}, this is one more; wait for ${seconds} s`;
      throw tooMuch("too_many_requests", "requestsPerMinute", message, seconds);
    },
    enter(owner) {
      if (inside.has(owner)) {
        const message = "another one of this owner is being taken in; wait for it";
        throw tooMuch("too_many_requests", "request", message, 1);
      }
      if (inside.size >= places) {
        const message = "The server takes in as much as it can; wait a little.";
        throw new Problem(503, "busy", message, undefined, { "retry-after": "2" });
      }
      inside.add(owner);
      return { [Symbol.dispose]: () => inside.delete(owner) };
    },
  };
}

const minuteMs = 60_000;
