import pc from "picocolors";

/** Where a command writes, and what it may assume of the reader. */
export interface Terminal {
  /** Prints a line of the result. */
  out(line: string): void;
  /** Prints a line about the result: progress, hints, errors. */
  err(line: string): void;
  /**
   * Replaces the line that `err` would write to next; empty clears it. Where no line can be replaced,
   * as in a pipe, a line every 15 seconds says that the work goes on.
   */
  status(line: string): void;
  style: Style;
}

export type Style = Pick<ReturnType<typeof pc.createColors>, "bold" | "dim" | "yellow" | "green">;

/** What of a process a terminal needs. */
interface Streams {
  stdout: Stream;
  stderr: Stream;
}

interface Stream {
  /** Undefined for a pipe or a file. */
  isTTY?: boolean;
  /** Width in characters, of a terminal only. */
  columns?: number;
  write(text: string): unknown;
}

/**
 * Terminal over the process' own streams. Coloured only for a person who takes colours. `now` gives
 * milliseconds.
 */
export function processTerminal(
  { stdout, stderr }: Streams = process,
  now: () => number = () => performance.now(),
): Terminal {
  return {
    out: (line) => stdout.write(`${line}\n`),
    err: (line) => stderr.write(`${line}\n`),
    status: stderr.isTTY ? replacedLine(stderr) : linesNowAndThen(stderr, now),
    style: pc.createColors(stdout.isTTY === true && pc.isColorSupported),
  };
}

function replacedLine(stream: Stream): Terminal["status"] {
  return (line) => {
    // A terminal that does not know its width says 0.
    const width = stream.columns || 80;
    stream.write(`\r\x1b[2K${line.slice(0, width - 1)}`);
  };
}

const plainStatusEveryMs = 15_000;

/** None before the first fifteen seconds are over. */
function linesNowAndThen(stream: Stream, now: () => number): Terminal["status"] {
  let shownAt = now();
  return (line) => {
    if (line === "" || now() - shownAt < plainStatusEveryMs) return;
    shownAt = now();
    stream.write(`${line} …\n`);
  };
}

/**
 * `text` on one line, with a space for each control character: chats and file names may hold escape
 * sequences that a terminal would obey. Its length stays, so that ranges of it stay right.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}

/** Shortest readable form, for example `840 ms`, `1.2 s` or `3 min 5 s`. */
export function durationText(milliseconds: number): string {
  const ms = Math.round(milliseconds);
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** For example `1 file`, `1,204 files`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** For example `12 Mar 2026`, in the time zone of this machine. */
export function dateText(time: number): string {
  return new Date(time).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}
