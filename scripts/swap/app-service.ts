import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { packageSetting } from "../../components/azure/app-settings.ts";
import { type ApiAnswer, type ManagementApi, problemOf } from "./management-api.ts";
import type { Target } from "./target.ts";

/** A site and its slot, as Azure knows them. */
export interface AppService {
  /** URLs of the packages that both run. */
  packages(): Promise<Packages>;
  /**
   * Exchanges the two, and comes back when Azure is done or cannot: the packages then tell what is so.
   * `onBegun` is told the address of the operation. Answers why nothing was exchanged, if Azure says.
   */
  swap(onBegun: (operationUrl: string) => Promise<void>): Promise<string | undefined>;
  /** Waits for the end of an operation that this or another run began. */
  follow(operationUrl: string): Promise<string | undefined>;
  /** Whether Azure is at work on the site, whoever asked for it. */
  isBusy(): Promise<boolean>;
}

export interface Packages {
  site: string;
  slot: string;
}

/** Between two questions whether an operation is over, where Azure does not say how long to wait. */
const pollSeconds = 5;

export function appService(
  api: ManagementApi,
  { siteId, slotId }: Pick<Target, "siteId" | "slotId">,
  signal: AbortSignal,
): AppService {
  const follow = async (operationUrl: string) => {
    for (;;) {
      const answer = await api.send("GET", operationUrl);
      // Azure forgets operations that are over.
      if (answer.status === 404) return undefined;
      if (answer.status !== 202) return failureIn(answer, operationUrl);
      const seconds = answer.retryAfterSeconds ?? pollSeconds;
      await wait(seconds * 1000, undefined, { signal });
    }
  };
  return {
    follow,
    async packages() {
      const [site, slot] = await Promise.all([packageOf(api, siteId), packageOf(api, slotId)]);
      return { site, slot };
    },
    async isBusy() {
      const { properties } = siteSchema.parse(await api.read("GET", siteId));
      return Boolean(properties.inProgressOperationId);
    },
    async swap(onBegun) {
      const path = `${slotId}/slotsswap`;
      // Sent once: a swap that was begun unheard must not be followed by another one.
      const answer = await api.send("POST", path, {
        body: { targetSlot: "production", preserveVnet: true },
        safe: false,
      });
      if (answer.status !== 202 || answer.location === undefined) return failureIn(answer, path);
      await onBegun(answer.location);
      return follow(answer.location);
    },
  };
}

/** URL of the package that the site or slot of that resource id runs. */
export async function packageOf(api: ManagementApi, id: string): Promise<string> {
  const answer = await api.read("POST", `${id}/config/appsettings/list`);
  const url = settingsSchema.parse(answer).properties[packageSetting];
  if (url !== undefined) return url;
  throw new Error(`${id}: has no setting ${packageSetting}; run \`pulumi up\` again`);
}

/**
 * Undefined for a success. Throws for what no second attempt would change: a login without the right,
 * a site that is not there.
 */
function failureIn(answer: ApiAnswer, path: string): string | undefined {
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const problem = problemOf(answer, path);
  if ([401, 403, 404].includes(answer.status)) throw new Error(problem);
  return problem;
}

const settingsSchema = z.object({ properties: z.record(z.string(), z.string()) });

const siteSchema = z.object({
  properties: z.object({ inProgressOperationId: z.string().nullish() }),
});
