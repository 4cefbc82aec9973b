import type { ContainerArgs } from "@pulumi/docker/container.js";
import type { Service } from "../../services/types.ts";

const INTERVAL_SECONDS = 30;
const TIMEOUT_SECONDS = 10;
const START_INTERVAL_SECONDS = 2;

/**
 * How a container starts, stays and ends: made only when it is healthy, started again whenever it
 * ends by itself, stopped politely.
 *
 * @param knowsStartInterval Whether the engine can check more often while a container starts. One that
 * cannot asks for the first time after 30 s, and refuses to be told otherwise.
 */
export function lifecycle(
  { health, stopGraceSeconds }: Pick<Service, "health" | "stopGraceSeconds">,
  knowsStartInterval: boolean,
) {
  return {
    mustRun: true,
    restart: "unless-stopped",
    healthcheck: {
      tests: ["CMD", ...health.command],
      interval: goDuration(INTERVAL_SECONDS),
      timeout: goDuration(TIMEOUT_SECONDS),
      retries: 3,
      startPeriod: goDuration(health.startSeconds),
      ...(knowsStartInterval && { startInterval: goDuration(START_INTERVAL_SECONDS) }),
    },
    wait: true,
    waitTimeout: health.startSeconds + INTERVAL_SECONDS + TIMEOUT_SECONDS,
    stopTimeout: stopGraceSeconds,
    destroyGraceSeconds: stopGraceSeconds,
  } satisfies Partial<ContainerArgs>;
}

/** As the provider reads it back, for example `1m30s`: `90s` would differ at every refresh. */
function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
