import type { Service } from "../../services/types.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";

/**
 * A line when the services may together take more memory than the engine has, so that one of them would
 * be killed for what another takes; else none.
 */
export function memoryProblems(
  services: Pick<Service, "limits">[],
  engine: Pick<DockerEngine, "memoryMb">,
): string[] {
  const neededMb = services.reduce((sum, { limits }) => sum + limits.memoryMb, 0);
  if (neededMb <= engine.memoryMb) return [];
  const need = `services: need ${neededMb} MB of memory by their limits`;
  return [
    `${need}, got an engine with ${engine.memoryMb} MB; use fewer, for example services=search`,
  ];
}
