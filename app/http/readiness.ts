import { chatApp } from "../service.ts";
import type { Store } from "../store/store.ts";
import { Problem } from "./problem.ts";
import type { Readiness } from "./routes/health.ts";

/** Ready when the database can be read and is migrated. */
export function storeReadiness(store: Store): Readiness {
  return async () => {
    const reason = await store.unreadyReason();
    if (reason === undefined) return undefined;
    const code = store.unavailableReason === undefined ? "not_ready" : "store_unavailable";
    return new Problem(503, code, reason);
  };
}

/** Why nothing but probes is answered beyond this machine. */
export const noLoginReason =
  "The chats are shown without a login, so this server answers nothing but its probes beyond " +
  `its own machine; ${chatApp.environment.access}=keys asks for keys instead.`;

/** Never ready, so that nobody sends people here. */
export const noLoginReadiness: Readiness = async () =>
  new Problem(503, "login_missing", noLoginReason);
