import type { Store } from "../store/store.ts";
import { Problem } from "./problem.ts";
import type { Readiness } from "./routes/health.ts";

/** Ready when the database can be read. */
export function storeReadiness(store: Store): Readiness {
  return async () => {
    if (await store.isReady()) return undefined;
    return store.unavailableReason === undefined
      ? new Problem(503, "not_ready", "The database cannot be read.")
      : new Problem(503, "store_unavailable", store.unavailableReason);
  };
}

/** Why nothing but probes is answered beyond this machine. */
export const noLoginReason =
  "The chats are shown without a login, so this server answers nothing but its probes beyond " +
  "its own machine.";

/** Never ready, so that nobody sends people here. */
export const noLoginReadiness: Readiness = async () =>
  new Problem(503, "login_missing", noLoginReason);
