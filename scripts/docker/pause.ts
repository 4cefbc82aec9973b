import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { note } from "../terminal.ts";
import { askDocker, docker } from "./client.ts";

type Host = Pick<DockerEngine, "host">;

/**
 * Runs `work` while these containers are paused, and lets them go on, whatever happens: also where this
 * process is told to end. Those that could not go on are named, with what to do.
 */
export async function whilePaused<T>(
  engine: Host,
  containers: string[],
  work: () => Promise<T>,
): Promise<T> {
  const paused: string[] = [];
  const end = () => resume(engine, paused).finally(() => process.exit(endedCode));
  process.once("SIGTERM", end).once("SIGHUP", end);
  try {
    for (const container of containers) {
      // Before the answer, which may not come.
      paused.push(container);
      await docker(engine.host, ["pause", container]);
    }
    return await work();
  } finally {
    process.off("SIGTERM", end).off("SIGHUP", end);
    await resume(engine, paused);
  }
}

/** What a shell says of a process that SIGTERM has ended. */
const endedCode = 143;

async function resume({ host }: Host, containers: string[]): Promise<void> {
  const stuck: string[] = [];
  for (const container of containers) {
    const answer = await askDocker(host, ["unpause", container]);
    if ("reason" in answer && !/is not paused/.test(answer.reason)) stuck.push(container);
  }
  if (stuck.length === 0) return;
  note(`${stuck.join(", ")}: still paused; run docker unpause ${stuck.join(" ")}`);
  process.exitCode = 1;
}
