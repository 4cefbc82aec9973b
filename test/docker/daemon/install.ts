import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { promisify } from "node:util";

/** The engine, its client, and what it calls to run containers and to publish their ports. */
const packages = ["docker.io", "containerd", "runc", "iptables", "iproute2", "procps"];
const programs = ["/usr/sbin/dockerd", "/usr/sbin/iptables", "/sbin/ip"];
/** About 90 MB to fetch. */
const INSTALL_LIMIT_MS = 5 * 60_000;

/** Installs Debian's Docker Engine unless it is there. Starts nothing. */
export async function installDocker(onProgress: (text: string) => void): Promise<void> {
  if (await allThere(programs)) return;
  onProgress("reading Debian's package lists");
  await aptGet(["update"]);
  onProgress("installing docker.io");
  await aptGet(["install", "--yes", "--no-install-recommends", ...packages]);
}

async function allThere(paths: string[]): Promise<boolean> {
  const looks = await Promise.allSettled(paths.map((path) => access(path)));
  return looks.every((look) => look.status === "fulfilled");
}

/** Runs apt-get without questions. Throws an Error that ends with its own words. */
export async function aptGet(args: string[]): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, timeout: INSTALL_LIMIT_MS, maxBuffer: 64 * 2 ** 20 };
  return (await promisify(execFile)("apt-get", ["--quiet", ...args], options)).stdout;
}
