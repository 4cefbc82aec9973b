import { execFile } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isAlive } from "../../../scripts/lock.mjs";
import { restoreNetwork } from "./network.ts";

/** How the folder of a daemon in the temporary folder begins. */
export const folderPrefix = "copilot-docker-";

/**
 * Removes what killed test runs left: gigabytes of images, and the machine's network as they changed it.
 * Throws an Error when the daemon of another run is alive, as two would fight over the bridge `docker0`.
 */
export async function removeAbandoned(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    const pid = Number(await readFile(join(folder, "dockerd.pid"), "utf8").catch(() => Number.NaN));
    if (isAlive(pid)) {
      const address = `DOCKER_HOST=unix://${join(folder, "docker.sock")}`;
      throw new Error(`dockerd: another test run has one (pid ${pid}); use ${address} to share it`);
    }
    await removeTraces(folder);
  }
}

/** Takes away the folder of a daemon that has ended, and what it changed outside. */
export async function removeTraces(folder: string): Promise<void> {
  await restoreNetwork(folder);
  // dockerd leaves the file of its own network namespace mounted.
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n");
  const paths = mounts.map((line) => line.split(" ")[1] ?? "");
  const inside = paths.filter((path) => path.startsWith(`${folder}/`));
  for (const path of inside.reverse()) await promisify(execFile)("umount", [path]);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
