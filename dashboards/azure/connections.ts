/**
 * Connections that a Flexible Server accepts by default. Source:
 * https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-limits#maximum-connections
 */
const maxConnections: Record<string, number> = {
  Standard_B1ms: 50,
  Standard_B2s: 429,
  Standard_B2ms: 859,
  Standard_D2s_v3: 859,
  Standard_D4s_v3: 1718,
  Standard_D8s_v3: 3437,
  Standard_D2ds_v5: 859,
  Standard_D4ds_v5: 1718,
  Standard_D8ds_v5: 3437,
};

/** Held back for the superuser, replication and monitoring; same source. */
const reservedConnections = 15;

/** Active connections at which 80 % of what applications may open is taken. */
export function connectionThreshold(databaseSku: string): number {
  const limit = maxConnections[databaseSku];
  if (limit === undefined) {
    const known = Object.keys(maxConnections).join(", ");
    throw new Error(`databaseSku: connection limit not known, got "${databaseSku}"; use ${known}`);
  }
  return Math.floor(0.8 * (limit - reservedConnections));
}
