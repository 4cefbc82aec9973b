import { createInterface } from "node:readline/promises";

/** What of a process a question needs. */
interface Streams {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Asks the person at the terminal and takes `y` or `yes` for a yes, anything else, and an end of
 * the input, for a no. Undefined where nobody sits there.
 */
export function personAtTerminal({
  stdin,
  stderr,
}: Streams = process): ((question: string) => Promise<boolean>) | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
    using lines = createInterface({ input: stdin, output: stderr });
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const answer = await Promise.race([lines.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  };
}
