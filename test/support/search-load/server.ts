import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chatApp } from "../../../app/service.ts";
import { freePorts } from "../free-ports.ts";

/** The application that serves a database, as a process of its own. */
export interface ServedApp {
  url: string;
  /** Largest memory of the process so far. */
  peakBytes(): number;
  stop(): Promise<void>;
}

/** Starts it over the database in `directory`, with further variables of the environment. */
export async function startServer(
  directory: string,
  environment: Record<string, string> = {},
): Promise<ServedApp> {
  const { port } = await freePorts("port");
  // Nobody's own chats are looked for.
  const home = mkdtempSync(join(tmpdir(), "chats-home-"));
  const variables = chatApp.environment;
  const child = spawn(process.execPath, ["app/main.ts", "serve"], {
    cwd: join(import.meta.dirname, "../../.."),
    env: {
      HOME: home,
      [variables.port]: String(port),
      [variables.dataDirectory]: directory,
      [variables.backgroundJobs]: "off",
      [variables.logLevel]: "error",
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}${chatApp.readyPath}`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error("the application does not start");
    await sleep(100);
  }
  return {
    url,
    peakBytes() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
    },
    async stop() {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
