import type { FastifyInstance } from "fastify";
import type { DestinationStream } from "pino";
import { quietenExporter, type Settings } from "../settings.ts";

/** What the application tells a monitor elsewhere: never text of chats, queries or URLs. */
export interface Telemetry {
  /** Adds the hooks that report each request of a server but probes. */
  traceRequests(app: FastifyInstance): void;
  /** Reports the lines of the log that it is given. */
  warnings: DestinationStream;
  /** Sends what is left. False when that took longer than `graceMs`; the rest is lost then. */
  stop(graceMs: number): Promise<boolean>;
}

/** Undefined when the settings name no monitor; then none of its code is loaded. */
export async function startTelemetry({
  telemetry,
  version,
}: Pick<Settings, "telemetry" | "version">): Promise<Telemetry | undefined> {
  if (telemetry === undefined) return undefined;
  quietenExporter();
  const { azureMonitor } = await import("./azure-monitor.ts");
  return azureMonitor(telemetry, version);
}
