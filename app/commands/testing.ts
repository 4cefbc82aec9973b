import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import type { Terminal } from "./terminal.ts";

/** A folder that is gone when the `using` block ends. For tests. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "chats-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A terminal without colours that keeps what it is given. */
export function recordedTerminal() {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: () => {},
    style: pc.createColors(false),
  };
  return { terminal, out, err };
}

/** Writes a chat of one question and one answer as VS Code does, below its folder `User`. */
export function writeChat(userFolder: string, id: string, question = "How do I retry?"): string {
  return writeSession(
    userFolder,
    id,
    JSON.stringify({
      version: 3,
      sessionId: id,
      creationDate: 1_750_000_000_000,
      requests: [
        {
          requestId: `${id}-1`,
          timestamp: 1_750_000_000_000,
          message: { text: question },
          response: [{ value: "Wait a little longer each time." }],
        },
      ],
    }),
  );
}

/** Writes `content` where VS Code keeps a session. Returns the file's path. */
export function writeSession(userFolder: string, id: string, content: string): string {
  const path = join(userFolder, "workspaceStorage", "w1", "chatSessions", `${id}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/**
 * The command line as a process of its own, with `home` for the person's home and data. It is killed
 * when the `using` block ends, so that a test that fails leaves nothing behind.
 */
export function startChats(args: string[], home: string, environment: Record<string, string> = {}) {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    process.execPath,
    [fileURLToPath(new URL("../main.ts", import.meta.url)), ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { HOME: home, CHATS_DATA_DIRECTORY: join(home, "data"), ...environment },
    },
  );
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([, out, err]) => ({ exitCode: child.exitCode, out, err }),
  );
  return { child, ended, [Symbol.dispose]: () => child.kill("SIGKILL") };
}

/** TCP ports that nobody listened on a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
