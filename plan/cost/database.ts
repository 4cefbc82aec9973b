import { z } from "zod";
import type { Bill, CostLine } from "./line.ts";
import { priced } from "./rule.ts";
import { hoursPerMonth } from "./usage.ts";

/**
 * A standby is a second server, with storage of its own. Backups are free up to the storage that
 * was ordered, and count twice when they are copied to another region. Sources:
 * https://github.com/infracost/infracost/issues/3370 and
 * https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
 */
export const databaseServer = priced(
  z.object({
    sku: z.object({ name: z.string() }),
    storage: z.object({ storageSizeGB: z.number() }),
    highAvailability: z.object({ mode: z.enum(["Disabled", "SameZone", "ZoneRedundant"]) }),
    backup: z.object({ geoRedundantBackup: z.enum(["Enabled", "Disabled"]) }),
  }),
  ({ sku, storage: { storageSizeGB }, highAvailability, backup }, { usage, bill }) => {
    const servers = highAvailability.mode === "Disabled" ? 1 : 2;
    const copies = backup.geoRedundantBackup === "Enabled" ? 2 : 1;
    const billedBackupGb = Math.max(0, usage.databaseBackupGb * copies - storageSizeGB);
    return [
      compute(sku.name, servers, bill),
      bill("postgresql-storage", withStandby("storage", servers), storageSizeGB * servers),
      ...(billedBackupGb > 0
        ? [bill("postgresql-backup", `backups beyond ${storageSizeGB} GB`, billedBackupGb)]
        : []),
    ];
  },
);

/** Burstable sizes have a meter each; the others are sold by the vCore of their series. */
function compute(sku: string, servers: number, bill: Bill): CostLine {
  const what = withStandby(`compute ${sku}`, servers);
  const serverHours = servers * hoursPerMonth;
  const [, family = "", vCores = "", features = "", version = ""] =
    /^Standard_([A-Z])(\d+)([a-z]*)(?:_(v\d+))?$/.exec(sku) ?? [];
  if (family === "B") {
    return bill(`postgresql-b${vCores}${features}${version}`, what, serverHours);
  }
  const series = `${family}${features}${version}`.toLowerCase();
  return bill(`postgresql-${series}-vcore`, what, Number(vCores) * serverHours);
}

function withStandby(what: string, servers: number): string {
  return servers === 1 ? what : `${what}, twice for the standby`;
}
