import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Collected } from "../../app/backup/components/collected.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { whilePaused } from "../docker/pause.ts";
import { runningUsers, saveVolume, stackVolumes } from "../docker/volume-contents.ts";

/** Where the members of the volumes are in an archive. */
export const volumesFolder = "volumes";

/** What a stack of processes has. */
export const noVolumes: Collected = {
  record: {
    name: "volumes",
    versions: {},
    counts: {},
    problems: [],
    skippedReason: "no Docker stack runs here",
  },
  members: [],
};

/** Copies every volume of the stack into `stage`, all of one moment: who writes to one is paused. */
export async function collectVolumes(
  engine: Pick<DockerEngine, "host">,
  stackName: string,
  stage: string,
  signal?: AbortSignal,
): Promise<Collected> {
  const volumes = await stackVolumes(engine, stackName);
  mkdirSync(join(stage, volumesFolder), { mode: 0o700 });
  const members = volumes.map((volume) => {
    const name = `${volumesFolder}/${volume}.tar`;
    return { name, path: join(stage, name) };
  });
  await whilePaused(engine, await runningUsers(engine, volumes), async () => {
    for (const [index, volume] of volumes.entries()) {
      signal?.throwIfAborted();
      await saveVolume(engine, volume, members[index]?.path ?? "", signal);
    }
  });
  return {
    record: {
      name: "volumes",
      versions: { stack: stackName },
      counts: { volumes: volumes.length },
      problems: [],
      ...(volumes.length === 0 && { skippedReason: "the stack has no volume" }),
    },
    members,
  };
}
