import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Enough for the last lines of a service, little enough to read at once. */
const tailBytes = 64 * 1024;

/** Begins a line that is ours and not the service's. */
const mark = "[supervisor] ";

/** Opens the part of a log that belongs to one run. */
export function startLine(serviceName: string, runId: string): string {
  return `${mark}${new Date().toISOString()} ${serviceName} starts as run ${runId}\n`;
}

/** Closes it, and says how the service ended. */
export function endLine(serviceName: string, how: string): string {
  return `${mark}${new Date().toISOString()} ${serviceName} ${how}\n`;
}

/** The last lines that the service wrote in one run, oldest first; empty when it wrote none. */
export function lastLines(logFile: string, runId: string, count: number): string[] {
  const text = `${readTail(`${logFile}.1`)}${readTail(logFile)}`;
  const start = text.lastIndexOf(` as run ${runId}\n`);
  const ofRun = start === -1 ? text : text.slice(text.indexOf("\n", start) + 1);
  const lines = ofRun.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(mark));
  return lines.slice(-count);
}

/** The last whole lines of a file; empty when it cannot be read, which must not hide another error. */
function readTail(file: string): string {
  try {
    return readEnd(file, tailBytes);
  } catch {
    return "";
  }
}

function readEnd(file: string, maxBytes: number): string {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    const read = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString("utf8", 0, read);
    return size > maxBytes ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    closeSync(descriptor);
  }
}
