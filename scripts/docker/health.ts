import { setTimeout as sleep } from "node:timers/promises";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { containerStates } from "./containers.ts";

/** The longest start of a service, and three checks of its health. */
const LIMIT_MS = 240_000;
const POLL_MS = 1_000;

/**
 * Waits until each of the services says that it is healthy: one that is started again has not been
 * waited for by the engine. Throws an Error that names those that are not in time.
 */
export async function untilHealthy(
  engine: Pick<DockerEngine, "host">,
  stackName: string,
  services: string[],
  onProgress: (text: string) => void,
  limitMs = LIMIT_MS,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const states = await containerStates(engine, stackName);
    const ill = services.filter((name) => states.get(name)?.health !== "healthy");
    if (ill.length === 0) return;
    if (performance.now() > deadline) {
      const lines = ill.map((name) => {
        const { state = "missing", health = "none" } = states.get(name) ?? {};
        return `${name}: is ${state}, its health ${health}; see docker logs ${stackName}-${name}`;
      });
      throw new Error(lines.join("\n"));
    }
    onProgress(`waiting for ${ill.join(", ")}`);
    await sleep(POLL_MS);
  }
}
