import ora from "ora";
import pc from "picocolors";

/** Where there is no terminal to redraw, a long step says that it lives this often. */
const PLAIN_PROGRESS_MS = 15_000;
const LABEL_WIDTH = 10;

/** Tells a running step's line what it is doing now. */
export type Progress = (text: string) => void;

/**
 * Shows `label` while `work` runs, then what `summary` makes of its result and, from one second on,
 * the time it took. Goes to standard error: standard output belongs to results.
 */
export async function step<T>(
  label: string,
  work: (progress: Progress) => Promise<T>,
  summary: (result: T) => string,
): Promise<T> {
  const startedAt = performance.now();
  const title = label.padEnd(LABEL_WIDTH);
  const spinner = ora({ text: title, stream: process.stderr, isSilent: !process.stderr.isTTY });
  const progress = process.stderr.isTTY ? redraw(spinner, title) : plainProgress(title);
  spinner.start();
  try {
    const result = await work(progress);
    spinner.stop();
    note(`${pc.green("✔")} ${title} ${summary(result)}${duration(performance.now() - startedAt)}`);
    return result;
  } catch (error) {
    spinner.stop();
    note(`${pc.red("✖")} ${title}`);
    throw error;
  }
}

/** A line for the person, beside the results. */
export function note(line: string) {
  process.stderr.write(`${line}\n`);
}

function redraw(spinner: ReturnType<typeof ora>, title: string): Progress {
  return (text) => {
    spinner.text = `${title} ${pc.dim(text)}`;
  };
}

/** Progress as lines, none before the first fifteen seconds are over. */
export function plainProgress(title: string): Progress {
  let lastShownAt = performance.now();
  return (text) => {
    if (performance.now() - lastShownAt < PLAIN_PROGRESS_MS) return;
    lastShownAt = performance.now();
    note(`  ${title} ${text} …`);
  };
}

function duration(elapsedMs: number): string {
  if (elapsedMs < 1_000) return "";
  const seconds = elapsedMs / 1_000;
  const minutes = Math.floor(seconds / 60);
  const text = minutes ? `${minutes} min ${Math.round(seconds % 60)} s` : `${seconds.toFixed(1)} s`;
  return pc.dim(`  ${text}`);
}
