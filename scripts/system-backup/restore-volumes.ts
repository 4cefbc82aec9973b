import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { loadVolume, saveVolume, stackVolumes } from "../docker/volume-contents.ts";
import { volumesFolder } from "./volumes.ts";

/**
 * Makes the volumes of the stack what the extracted archive in `stage` has; others stay. What was in
 * them is copied into `stage` first, and put back when anything fails. The stack must be stopped.
 * Answers how many.
 */
export async function restoreVolumes(
  engine: Pick<DockerEngine, "host">,
  stackName: string,
  stage: string,
): Promise<number> {
  const archived = join(stage, volumesFolder);
  const volumes = existsSync(archived) ? volumesIn(archived, stackName) : [];
  const present = await stackVolumes(engine, stackName);
  const before = join(stage, "volumes-before");
  mkdirSync(before, { mode: 0o700 });
  for (const volume of volumes.filter((name) => present.includes(name))) {
    await saveVolume(engine, volume, join(before, `${volume}.tar`));
  }
  const touched: string[] = [];
  try {
    for (const volume of volumes) {
      touched.push(volume);
      await loadVolume(engine, stackName, volume, join(archived, `${volume}.tar`));
    }
  } catch (error) {
    for (const volume of touched.filter((name) => present.includes(name))) {
      await loadVolume(engine, stackName, volume, join(before, `${volume}.tar`));
    }
    throw error;
  }
  return volumes.length;
}

/** Those of this stack alone: an archive may be of another one. */
function volumesIn(folder: string, stackName: string): string[] {
  const names = readdirSync(folder).map((file) => file.replace(/\.tar$/, ""));
  const stranger = names.find((name) => !name.startsWith(`${stackName}-`));
  if (stranger === undefined) return names.toSorted();
  throw new Error(
    `${stranger}: is no volume of the stack ${stackName}; use an archive of this one`,
  );
}
