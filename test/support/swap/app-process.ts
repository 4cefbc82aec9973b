import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { freePorts } from "../free-ports.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A running application of the test alone. */
export interface AppProcess {
  version: string;
  port: number;
  pid: number;
  /** Folder of its database. */
  dataDirectory: string;
}

/** Starts the application with a new database, as `version`, and waits until it is ready. */
export async function startApp(version: string): Promise<AppProcess> {
  const folder = temporaryFolder();
  const { port } = await freePorts("port");
  const child = spawn(process.execPath, ["app/main.ts", "serve"], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PORT: String(port),
      CHATS_VERSION: version,
      CHATS_DATA_DIRECTORY: join(folder, "data"),
      CHATS_BACKGROUND_JOBS: "off",
      CHATS_WATCH: "off",
      CHATS_LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the application does not start");
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    if (answer?.ok) return { version, port, pid, dataDirectory: join(folder, "data") };
    await wait(50);
  }
  throw new Error(`${version}: is not ready within 30 s`);
}
