import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePorts } from "../free-ports.ts";
import { binaryFolder, postgresBinaries } from "./binaries.ts";

export interface Login {
  user: string;
  password: string;
}

/** A running PostgreSQL that only this machine can reach. */
export interface PostgresServer {
  host: string;
  port: number;
  superuser: Login;
  /** All that the server has logged, every statement included. */
  log(): string;
  /** Stops it as an administrator would, with open connections cut; its data stay. */
  stop(): Promise<void>;
  /** Starts it again where it was, if it is stopped. */
  start(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** A new server in a temporary folder. Throws when PostgreSQL cannot be had on this machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "copilot-postgres-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const programs = await usableBinaries(folder);
    const superuser = { user: "postgres", password: randomBytes(18).toString("base64url") };
    const data = await newDataFolder(programs, folder, superuser);
    const { port } = await freePorts("port");
    const place = { host: "127.0.0.1", port };
    const logFile = join(folder, "log");
    let child = await running(programs, data, logFile, { ...place, ...superuser });
    // The last resort, where a worker ends without its hooks.
    process.once("exit", () => {
      child.kill("SIGQUIT");
      removeFolder();
    });
    const stop = () => stopped(child);
    return {
      ...place,
      superuser,
      log: () => readFileSync(logFile, "utf8"),
      stop,
      async start() {
        if (!hasEnded(child)) return;
        child = await running(programs, data, logFile, { ...place, ...superuser });
      },
      async remove() {
        await stop();
        removeFolder();
      },
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`, from files that user can read. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

async function usableBinaries(folder: string): Promise<string> {
  const binaries = await postgresBinaries();
  if (nobody === undefined) return join(binaries, binaryFolder);
  chmodSync(folder, 0o755);
  await cp(binaries, join(folder, "binaries"), { recursive: true });
  return join(folder, "binaries", binaryFolder);
}

/** Nothing of the person's environment may steer the server. */
const processOptions = { env: { LC_ALL: "C", TZ: "UTC" }, ...nobody };

async function newDataFolder(programs: string, folder: string, superuser: Login): Promise<string> {
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, superuser.password, { mode: 0o600 });
  if (nobody) for (const path of [data, passwordFile]) chownSync(path, nobody.uid, nobody.gid);
  const login = ["--username", superuser.user, "--pwfile", passwordFile, "--auth=scram-sha-256"];
  const contents = ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
  await promisify(execFile)(
    join(programs, "initdb"),
    ["--pgdata", data, ...login, ...contents],
    processOptions,
  );
  rmSync(passwordFile);
  return data;
}

/** Safe against no crash, which a test has no use for, and quick. */
const serverSettings = {
  unix_socket_directories: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "32MB",
  log_statement: "all",
};

async function running(
  programs: string,
  data: string,
  logFile: string,
  connection: Login & { host: string; port: number },
): Promise<ChildProcess> {
  const { host, port } = connection;
  const settings = { ...serverSettings, listen_addresses: host, port: String(port) };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(programs, "postgres"), ["-D", data, ...options], {
    ...processOptions,
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr.on("data", (chunk) => writeFileSync(logFile, chunk, { flag: "a" }));
  await untilReachable(child, connection, logFile);
  return child;
}

async function untilReachable(
  child: ChildProcess,
  connection: pg.ClientConfig,
  logFile: string,
): Promise<void> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; ) {
    const client = new pg.Client({ ...connection, database: "postgres" });
    try {
      await client.connect();
      return;
    } catch {
      if (hasEnded(child)) break;
      await wait(20);
    } finally {
      await client.end();
    }
  }
  child.kill("SIGQUIT");
  throw new Error(`PostgreSQL does not start:\n${readFileSync(logFile, "utf8")}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const close = once(child, "close");
  child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 5_000);
  await close;
  clearTimeout(impatience);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
