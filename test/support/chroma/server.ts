import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePorts } from "../free-ports.ts";
import { unpackedWheel } from "../wheel.ts";

/** A running Chroma that only this machine can reach. */
export interface ChromaServer {
  url: string;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** What the command `chroma` of the wheel does, without the 500 MB of packages that it asks for. */
const program = `
import sys
import chromadb_rust_bindings
chromadb_rust_bindings.cli(["chroma", "run", *sys.argv[1:]])`;

/** A new server in a temporary folder. Throws when Chroma cannot be had on this machine. */
export async function startChroma(): Promise<ChromaServer> {
  const modules = await unpackedWheel({
    name: "Chroma",
    requirements: join(import.meta.dirname, "requirements.txt"),
    files: /^chromadb_rust_bindings\/.*[^/]$/,
  });
  const folder = await mkdtemp(join(tmpdir(), "copilot-chroma-"));
  const { port } = await freePorts("port");
  const place = ["--path", folder, "--host", "127.0.0.1", "--port", String(port)];
  const child = spawn("python3", ["-c", program, ...place], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PYTHONPATH: modules },
    stdio: "ignore",
  });
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // The last resort, where a worker ends without its hooks.
  process.once("exit", () => {
    child.kill("SIGKILL");
    removeFolder();
  });
  const server: ChromaServer = {
    url: `http://127.0.0.1:${port}`,
    async remove() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      removeFolder();
    },
  };
  try {
    await answers(child, server.url);
  } catch (error) {
    await server.remove();
    throw error;
  }
  return server;
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  const started = (async () => {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (child.exitCode !== null) throw new Error(`Chroma ended with code ${child.exitCode}`);
      const response = await fetch(`${url}/api/v2/heartbeat`).catch(() => undefined);
      if (response?.ok) return;
      await wait(100);
    }
    throw new Error("Chroma does not answer");
  })();
  await Promise.race([started, failed]);
}
