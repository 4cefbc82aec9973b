import { type DestinationStream, type Logger, multistream, pino } from "pino";
import { chatApp } from "../service.ts";
import type { LogLevel } from "../settings.ts";

/** What a part needs that has something to warn of. */
export type WarningLog = Pick<Logger, "warn">;

/**
 * JSON lines with the time in ISO 8601 and the level by name. Default destination: stdout. With
 * `warnings`, it gets the lines of level warn and above as well.
 */
export function jsonLog(
  level: LogLevel,
  destination: DestinationStream = pino.destination(1),
  warnings?: DestinationStream,
): Logger {
  const options = {
    level,
    base: { service: chatApp.name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (warnings === undefined) return pino(options, destination);
  const streams = [
    { level: "trace", stream: destination },
    { level: "warn", stream: warnings },
  ];
  return pino(options, multistream(streams));
}

/**
 * What a log may know of an error: its class, code and where it was thrown. The message stays out,
 * because a database repeats the words of a query in it, and those are a person's own.
 */
export function loggableError(error: unknown) {
  if (!(error instanceof Error)) {
    return { type: typeof error };
  }
  return {
    type: error.name,
    code: "code" in error ? String(error.code) : undefined,
    stack: error.stack?.split("\n").filter((line) => line.startsWith("    at ")),
  };
}
