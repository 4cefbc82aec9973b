import * as api from "./api.js";
import { element } from "./dom.js";
import { sessionRow } from "./session-facts.js";

const mostSimilar = 4;

/** Room for the sessions that are about the same, which come when they are found. */
export function similarSessions(id, signal) {
  const room = element("section", { class: "similar" });
  room.hidden = true;
  api.similar(id, mostSimilar, signal).then(
    ({ hits }) => fill(room, hits),
    // The session itself is there, and its page is of use without them.
    () => {},
  );
  return room;
}

function fill(room, hits) {
  if (hits.length === 0) return;
  const rows = hits.map(({ session }) => sessionRow(session));
  room.append(element("h2", { class: "period" }, "Similar sessions"), element("ul", {}, rows));
  room.hidden = false;
}
