import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "./free-ports.ts";

/** A Redis that only this machine can reach, with a password, and without a disk. */
export interface RedisServer {
  /** With the password. */
  url: string;
  stop(): Promise<void>;
  /** Starts it again on its port, empty. */
  start(): Promise<void>;
  /** Lets it answer nothing, with its connections open. */
  pause(): void;
  resume(): void;
}

/** The server is one program under several names, of which the first word makes the choice. */
const program = { file: "redis-check-rdb", options: { argv0: "redis-server" } };

export function isRedisInstalled(): boolean {
  return spawnSync(program.file, ["--version"], program.options).status === 0;
}

/** Starts Debian's Redis; whoever calls stops it. */
export async function startRedisServer(): Promise<RedisServer> {
  const { port } = await freePorts("port");
  const password = randomBytes(18).toString("base64url");
  let child = await running(port, password);
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
    async start() {
      child = await running(port, password);
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
  };
}

async function running(port: number, password: string): Promise<ChildProcess> {
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--requirepass", password];
  const child = spawn(program.file, [...place, "--save", "", "--appendonly", "no"], {
    ...program.options,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const isReady = new Promise<void>((resolve) => {
    child.stdout.on("data", (lines) => {
      if (String(lines).includes("Ready to accept connections")) resolve();
    });
  });
  await Promise.race([isReady, sleep(10_000).then(() => text(child.stdout))]);
  return child;
}
