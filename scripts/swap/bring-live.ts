import { setTimeout as wait } from "node:timers/promises";
import type { AppService } from "./app-service.ts";
import { isUnreachable } from "./management-api.ts";

export interface BringLiveOptions {
  /** Time after which it is given up; a swap of Azure takes one to five minutes. */
  limitSeconds: number;
  signal: AbortSignal;
  /** Why it must not be swapped at this moment; undefined when it may. Default never. */
  obstacle?: () => Promise<string | undefined>;
  /** Told the address of each operation that was begun, before it is waited for. */
  onBegun: (operationUrl: string) => Promise<void>;
  onWait: (reason: string) => void;
}

/** Between two looks at a site that Azure is at work on, or that cannot be reached. */
export const pauseSeconds = 2;

/** What was exchanged may be told some seconds after it was; a second swap then would undo it. */
const settleSeconds = 30;

/**
 * Makes the site run `packageUrl`, which the slot has, and does nothing where it runs already. What
 * is so is asked of Azure before and after each attempt, so that it does not matter where an earlier
 * run was killed, nor that a second swap would undo the first. Throws where neither of the two has it.
 */
export async function bringLive(
  app: AppService,
  packageUrl: string,
  { limitSeconds, signal, obstacle, onBegun, onWait }: BringLiveOptions,
): Promise<void> {
  let swappedAtMs = Number.NEGATIVE_INFINITY;
  const attempt = async (): Promise<string | undefined> => {
    if (await app.isBusy()) return "Azure is at work on the site";
    const { site, slot } = await app.packages();
    if (site === packageUrl) return undefined;
    if (slot !== packageUrl) throw new Error(gone(packageUrl, slot));
    if (performance.now() < swappedAtMs + settleSeconds * 1000) {
      return "Azure has swapped, and does not tell it yet";
    }
    const reason = (await obstacle?.()) ?? (await app.swap(onBegun));
    if (reason !== undefined) return reason;
    swappedAtMs = performance.now();
    return attempt();
  };
  const deadline = performance.now() + limitSeconds * 1000;
  for (;;) {
    const reason = await attempt().catch((error: unknown) => {
      if (isUnreachable(error)) return error.message;
      throw error;
    });
    if (reason === undefined) return;
    if (performance.now() > deadline) {
      throw new Error(`the swap was not done after ${limitSeconds} s: ${reason}`);
    }
    onWait(reason);
    await wait(pauseSeconds * 1000, undefined, { signal });
  }
}

function gone(packageUrl: string, slot: string): string {
  return (
    `${packageUrl}: is not in the slot any more, which has ${slot}; somebody has updated the stack ` +
    "meanwhile: deploy the package that is to run again, and swap"
  );
}
