import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServiceInputs } from "../../../providers/process/service.ts";
import { freePorts } from "../../support/free-ports.ts";

export const tinyCommand = [
  process.execPath,
  fileURLToPath(new URL("tiny-service.ts", import.meta.url)),
];

/** Inputs that run the tiny service from a folder of the test. */
export function tinyInputs(
  folder: string,
  port: number,
  environment: Record<string, string> = {},
): ServiceInputs {
  return {
    serviceName: "tiny",
    command: tinyCommand,
    workingDirectory: folder,
    environment: { TINY_PORT: String(port), ...environment },
    ports: [{ host: "127.0.0.1", number: port, configKey: "tinyPort" }],
    healthUrl: `http://127.0.0.1:${port}/health`,
    healthTimeoutSeconds: 10,
    logFile: join(folder, "logs", "tiny.log"),
    logMaxBytes: 1024 ** 2,
    logKeepFiles: 2,
    runFile: join(folder, "run", "tiny.json"),
    stopGraceSeconds: 5,
  };
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return (await freePorts("port")).port;
}
