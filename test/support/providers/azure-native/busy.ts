import { setTimeout as delay } from "node:timers/promises";

/** Long enough that two operations which the engine starts together overlap. */
const OPERATION_MS = 50;
const serverChild =
  /^(.*\/flexibleServers\/[^/]+)\/(?:databases|configurations|firewallRules|administrators)\//i;

/**
 * Runs operations on PostgreSQL servers as Azure does: a change of a server's settings, rules,
 * administrators or databases takes a while, and another one meanwhile is refused.
 */
export function busyServers() {
  const busy = new Set<string>();
  return async <T>(id: string, operation: () => T): Promise<T> => {
    const [, server] = serverChild.exec(id) ?? [];
    if (server === undefined) return operation();
    if (busy.has(server)) {
      throw new Error(`ServerIsBusy: ${id} was refused, another operation runs on ${server}`);
    }
    busy.add(server);
    try {
      await delay(OPERATION_MS);
      return operation();
    } finally {
      busy.delete(server);
    }
  };
}
