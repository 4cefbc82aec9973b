import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface PortOwner {
  pid: number;
  command: string;
}

/** The process that listens on a TCP port; undefined when the system does not tell us. */
export function findPortOwner(port: number): PortOwner | undefined {
  return process.platform === "linux" ? findInProc(port) : findWithLsof(port);
}

/** The sockets that listen on the port, from the text of `/proc/net/tcp`, see proc_net(5). */
export function listeningInodes(table: string, port: number): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const listening = "0A";
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(ending) && state === listening)
    .flatMap((fields) => fields[9] ?? []);
}

/** Parses `lsof -F pc`: one field a line, each with its letter. */
export function parseLsof(output: string): PortOwner | undefined {
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const command = /^c(.+)$/m.exec(output)?.[1];
  return pid === undefined || command === undefined ? undefined : { pid: Number(pid), command };
}

function findInProc(port: number): PortOwner | undefined {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readIfAllowed(path));
  const sockets = tables
    .flatMap((table) => listeningInodes(table, port))
    .map((inode) => `socket:[${inode}]`);
  const pid = listIfAllowed("/proc")
    .filter((name) => /^\d+$/.test(name))
    .find((name) => openFiles(name).some((target) => sockets.includes(target)));
  return pid === undefined
    ? undefined
    : { pid: Number(pid), command: readIfAllowed(`/proc/${pid}/comm`).trim() };
}

function findWithLsof(port: number): PortOwner | undefined {
  const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-F", "pc"];
  return parseLsof(spawnSync("lsof", args, { encoding: "utf8" }).stdout ?? "");
}

function openFiles(pid: string): string[] {
  return listIfAllowed(`/proc/${pid}/fd`).map((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    } catch {
      return "";
    }
  });
}

function readIfAllowed(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listIfAllowed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
