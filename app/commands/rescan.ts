import { type RescanJob, type RescanJobParts, startRescan } from "../import/rescan-job.ts";
import { redactionKey } from "../sanitize/key.ts";
import { sanitizer } from "../sanitize/sanitizer.ts";
import type { Settings } from "../settings.ts";

/** Looks for secrets again in what is stored; undefined where nothing runs that nobody asked for. */
export function rescanInBackground(
  { runsBackgroundJobs, dataDirectory }: Settings,
  surroundings: Pick<RescanJobParts, "database" | "embedder" | "log">,
): RescanJob | undefined {
  if (!runsBackgroundJobs) return undefined;
  return startRescan({
    ...surroundings,
    sanitizer: async () => sanitizer({ key: await redactionKey(dataDirectory) }),
  });
}
