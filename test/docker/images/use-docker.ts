import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { plainProgress } from "../../../scripts/terminal.ts";
import { images } from "../../../versions.ts";
import { type Daemon, dockerDaemon } from "../daemon/daemon.ts";
import { containerLog, docker } from "../daemon/docker.ts";
import { type ImageName, loadImages } from "./load.ts";

/** Making all images for the first time takes about 25 minutes on two cores. */
const PREPARE_LIMIT_MS = 60 * 60_000;
const STOP_LIMIT_MS = 120_000;
const HEALTH_LIMIT_MS = 90_000;
const POLL_MS = 500;

export interface ContainerPlan {
  /** Arguments of `docker create` before the image. */
  options?: string[];
  /** The command after the image. */
  command?: string[];
  /** Text by path, put into the stopped container. */
  files?: Record<string, string>;
}

/** Docker with the images that a test file needs; its containers end with the file. */
export interface DockerForTests {
  run(args: string[]): Promise<string>;
  /** Answers the container's id. */
  start(image: ImageName, plan?: ContainerPlan): Promise<string>;
  /** Waits until a command inside succeeds. Throws an Error with its last words and the log's. */
  untilHealthy(container: string, command: string[]): Promise<void>;
  /** `host:port` at which a published port answers. */
  address(container: string, port: number): Promise<string>;
}

/** For a test file's top level. Without Docker every test of the file is skipped, and says why. */
export function useDocker(names: ImageName[]): DockerForTests {
  let daemon: Daemon | { missing: string };
  const containers: string[] = [];
  const host = () => {
    if ("missing" in daemon) throw new Error(daemon.missing);
    return daemon.host;
  };
  const run = (args: string[]) => docker(host(), args);

  beforeAll(async () => {
    const progress = plainProgress("docker");
    daemon = await dockerDaemon(progress);
    if ("host" in daemon) await loadImages(daemon, names, progress);
  }, PREPARE_LIMIT_MS);
  beforeEach((context) => {
    if ("missing" in daemon) context.skip(daemon.missing);
  });
  afterAll(async () => {
    if (containers.length > 0) await run(["rm", "--force", "--volumes", ...containers]);
    if ("stop" in daemon) await daemon.stop();
  }, STOP_LIMIT_MS);

  return {
    run,
    async start(image, { options = [], command = [], files = {} } = {}) {
      const id = await run(["create", ...options, images[image], ...command]);
      containers.push(id);
      await putFiles(run, id, files);
      await run(["start", id]);
      return id;
    },
    async untilHealthy(container, command) {
      const deadline = performance.now() + HEALTH_LIMIT_MS;
      for (;;) {
        try {
          await run(["exec", container, ...command]);
          return;
        } catch (error) {
          if (performance.now() > deadline) {
            throw new Error(`${error}\n${await containerLog(host(), container)}`);
          }
        }
        await sleep(POLL_MS);
      }
    },
    address: (container, port) => run(["port", container, String(port)]),
  };
}

async function putFiles(
  run: (args: string[]) => Promise<string>,
  id: string,
  files: Record<string, string>,
) {
  const folder = await mkdtemp(join(tmpdir(), "copilot-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, basename(path));
      await writeFile(file, text, { mode: 0o644 });
      await run(["cp", file, `${id}:${dirname(path)}/`]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
