import { localDocker } from "./local-docker.ts";
import { localProcesses } from "./local-processes.ts";
import { chosenRuntime } from "./local-runtime.ts";
import type { LocalSettings } from "./settings.ts";

/** Everything on one machine, reachable from that machine alone. */
export async function localStack(settings: LocalSettings) {
  const runtime = await chosenRuntime(settings);
  return runtime.name === "docker"
    ? localDocker(settings, runtime)
    : localProcesses(settings, runtime);
}
