import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The program, also where only root's PATH leads; undefined where it is not installed. */
export const haproxy = ["haproxy", "/usr/sbin/haproxy"].find(
  (program) => spawnSync(program, ["-v"]).status === 0,
);

/** Why tests are skipped without it. */
export const haproxyIsMissing = "HAProxy is not installed (Debian: apt-get install haproxy)";

/** HAProxy in the foreground, which listens on `port` of 127.0.0.1 once this returns. */
export async function startHaproxy(
  program: string,
  configuration: string,
  port: number,
): Promise<{ stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "copilot-haproxy-"));
  const file = join(folder, "haproxy.cfg");
  await writeFile(file, configuration);
  const running = spawn(program, ["-db", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(running, "exit");
  let complaints = "";
  running.stderr.on("data", (text) => {
    complaints += text;
  });
  while (!(await listens(port))) {
    if (running.exitCode !== null) throw new Error(`HAProxy did not start: ${complaints}`);
    await sleep(20);
  }
  return {
    async stop() {
      running.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
