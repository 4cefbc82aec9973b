import { setImmediate } from "node:timers/promises";
import type { SessionName } from "../store/ingests.ts";
import { type IngestAnswer, type IngestRequest, idOf, pushedName } from "./protocol.ts";
import { type IngestPlace, takeSession } from "./take-session.ts";

/**
 * Stores what is new of `request`, a session at a time. `refuseNew` hears how many of the sessions
 * are not there yet, before the first is stored, and throws for too many. Throws when the database
 * is away: what was stored until then stays, and it does no harm to send all of it again.
 */
export async function ingestSessions(
  request: IngestRequest,
  place: IngestPlace,
  refuseNew: (count: number) => void,
): Promise<IngestAnswer> {
  const { collector, rulesVersion, sessions } = request;
  const names = sessions.map(nameIn);
  const known = await place.ingests.known(
    collector,
    names.filter((name) => name !== undefined),
  );
  const ids = names.map((name) => (name === undefined ? null : idOf(name)));
  refuseNew([...new Set(ids)].filter((id) => id !== null && !known.get(id)?.visibility).length);

  const answer: IngestAnswer = { sessions: [], secretsRedacted: 0 };
  for (const [index, value] of sessions.entries()) {
    // SQLite never waits, so that without a pause no other request would come in.
    await setImmediate();
    const { secretsRedacted, ...result } = await takeSession(value, request, place, known);
    answer.sessions.push({ id: ids[index] ?? null, ...result });
    answer.secretsRedacted += secretsRedacted;
  }
  const { secretsRedacted } = answer;
  if (secretsRedacted > 0) {
    place.log.warn({ collector, rulesVersion, secretsRedacted }, "a collector sent secrets");
  }
  return answer;
}

/** Undefined where `value` does not say whose session it is. */
function nameIn(value: unknown): SessionName | undefined {
  return pushedName.safeParse(value).data?.session;
}
