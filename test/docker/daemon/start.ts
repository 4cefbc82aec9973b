import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../../scripts/lock.mjs";
import type { Daemon } from "./daemon.ts";
import { docker } from "./docker.ts";
import { folderPrefix, removeAbandoned, removeTraces } from "./leftovers.ts";
import { rememberNetwork } from "./network.ts";

/** Tells a daemon that tests started from a person's own. */
export const disposableLabel = "copilot-platform.disposable=true";

/** It takes about a second. */
const START_LIMIT_MS = 60_000;
/** Its own limit for stopping containers is 15 s, and they are gone before. */
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 100;

/**
 * Starts `dockerd` with data, state, socket and log in a temporary folder of its own, with Docker's
 * standard bridge, firewall rules and storage driver. It ends with the process that called, even when
 * that one is killed. Throws an Error when another test run has one: one at a time on a machine.
 */
export function startDockerd(): Promise<Daemon> {
  return withLock(join(tmpdir(), "copilot-docker.lock"), start);
}

async function start(): Promise<Daemon> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), folderPrefix));
  await rememberNetwork(folder);
  const dockerd = await spawnDockerd(folder);
  const host = `unix://${join(folder, "docker.sock")}`;
  const remove = async () => {
    if (!isGone(dockerd)) await end(dockerd);
    await removeTraces(folder);
  };
  try {
    await untilReady(dockerd, folder);
  } catch (error) {
    await remove();
    throw error;
  }
  const stop = async () => {
    try {
      if (!isGone(dockerd)) await removeContainers(host);
    } finally {
      await remove();
    }
  };
  return { host, isDisposable: true, stop };
}

async function spawnDockerd(folder: string) {
  const log = await open(join(folder, "dockerd.log"), "w");
  const args = [
    ...["--host", `unix://${join(folder, "docker.sock")}`],
    ...["--data-root", join(folder, "data")],
    ...["--exec-root", join(folder, "exec")],
    ...["--pidfile", join(folder, "dockerd.pid")],
    ...["--label", disposableLabel],
    ...["--log-level", "warn"],
  ];
  // A session of its own keeps Ctrl-C from ending it before its containers are removed.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", "dockerd", ...args], {
    detached: true,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    stdio: ["ignore", log.fd, log.fd],
  });
  await once(child, "spawn");
  await log.close();
  child.unref();
  return child;
}

type Dockerd = Awaited<ReturnType<typeof spawnDockerd>>;

async function untilReady(dockerd: Dockerd, folder: string) {
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await ping(join(folder, "docker.sock")))) {
    const ended = isGone(dockerd);
    if (ended || performance.now() > deadline) {
      const log = await readFile(join(folder, "dockerd.log"), "utf8");
      const what = ended ? "ended at its start" : `no answer within ${START_LIMIT_MS / 1_000} s`;
      throw new Error(`dockerd: ${what}; its log ends with:\n${log.trim().slice(-2_000)}`);
    }
    await sleep(POLL_MS);
  }
}

function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: "/_ping", timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(false));
    call.end();
  });
}

/** Networks go too: each has a bridge and firewall rules that outlive the daemon. */
async function removeContainers(host: string) {
  const ids = (await docker(host, ["ps", "--all", "--quiet"])).split("\n").filter(Boolean);
  if (ids.length > 0) await docker(host, ["rm", "--force", "--volumes", ...ids]);
  await docker(host, ["network", "prune", "--force"]);
}

function isGone({ exitCode, signalCode }: Dockerd): boolean {
  return exitCode !== null || signalCode !== null;
}

async function end(dockerd: Dockerd) {
  dockerd.ref();
  const gone = once(dockerd, "exit");
  dockerd.kill("SIGTERM");
  await Promise.race([gone, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  if (isGone(dockerd)) return;
  dockerd.kill("SIGKILL");
  await gone;
}
