import { parseArgs } from "node:util";
import { fewestRequests, type Tolerance } from "./measurement.ts";

/** What a person or a workflow wants of `npm run swap`. */
export interface SwapOptions extends Tolerance {
  /** Good answers in a row that open the gate. */
  answers: number;
  /** Longest wait for them. */
  gateSeconds: number;
  warmUpSeconds: number;
  /** Longest wait for a swap of Azure. */
  swapSeconds: number;
  /** How long the site is watched after the swap. */
  watchSeconds: number;
  /** What error rate and latency are taken over, before the swap and after it. */
  windowSeconds: number;
  /** Our own requests to the site while it is measured and watched. */
  requestsPerSecond: number;
  /** Paths that those ask for, in turn. */
  paths: string[];
  /** The version that the slot must have; undefined for any. */
  version: string | undefined;
  /** Swaps a package that was swapped back before. */
  again: boolean;
}

/** What the command line asks for. */
export interface SwapCommand {
  stack: string;
  /** `check-migrations`: compares this checkout with what runs; `plan`: says what would be done. */
  action: "swap" | "undo" | "plan" | "check-migrations";
  json: boolean;
  /** Undefined for the public cloud. */
  managementUrl: string | undefined;
  options: SwapOptions;
}

export const usage = `Usage: npm run swap -- <stack> [options]

Puts what the staging slot has into production: waits until the slot is ready and gets along with
what runs, warms it up, swaps, watches, and swaps back by itself when production does worse than
before. Run again after a crash, it goes on where the last run ended.

  --dry-run               say what would be done, and change nothing
  --undo                  swap back what the last run has swapped
  --check-migrations      before \`pulumi up\`: may this checkout's migrations run beside what runs?
  --again                 also a package that was swapped back before
  --version <hash>        refuse every package but this one
  --answers <n>           good answers in a row that open the gate; default 5
  --gate-minutes <n>      longest wait for them; default 10
  --warm-up-seconds <n>   longest warm-up; default 60
  --swap-minutes <n>      longest wait for Azure's swap; default 10
  --watch-minutes <n>     how long production is watched; default 5
  --window-seconds <n>    what error rate and latency are taken over; default 30
  --rate <n>              own requests per second to what is measured; default 5
  --path <path>           ask for this path as well; can be repeated. With CHATS_API_KEY in the
                          environment it is asked for with that key
  --error-points <n>      points by which the percentage of errors may grow; default 2
  --latency-factor <n>    times as long that answers may take (p95); default 2
  --management-url <url>  of another cloud than the public one
  --json                  a JSON object per line on standard output for everything that happens

Ends with 0 when production runs what it should, 1 when something went wrong: run it again, 2 for
wrong usage, 3 when the gate stays closed: nothing was changed, 4 when production did worse and runs
the version before again, 5 when another run is at work, 6 when the swap back itself failed.
`;

/** The paths that are open to all. */
const openPaths = ["/health", "/ready"];

/** Throws an Error about the first option that is wrong. */
export function readCommand(args: string[]): SwapCommand | "help" {
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  if (values.help) return "help";
  const [stack, ...others] = positionals;
  if (stack === undefined || others.length > 0) {
    throw new Error(`stack: name one, got ${positionals.length}; use npm run swap -- <stack>`);
  }
  const wanted = actions.filter(([flag]) => values[flag]);
  if (wanted.length > 1) {
    throw new Error(`--${wanted.map(([flag]) => flag).join(", --")}: use one of them alone`);
  }
  const number = (flag: NumberFlag) => numberOf(flag, values[flag]);
  const seconds = (flag: NumberFlag) => Math.round(60_000 * number(flag)) / 1000;
  const perWindow = number("rate") * number("window-seconds");
  if (perWindow < fewestRequests) {
    throw new Error(
      `--rate, --window-seconds: too few requests to judge by, got ${perWindow}; use ` +
        `${fewestRequests} or more`,
    );
  }
  return {
    stack,
    action: wanted[0]?.[1] ?? "swap",
    json: values.json,
    managementUrl: values["management-url"],
    options: {
      answers: number("answers"),
      gateSeconds: seconds("gate-minutes"),
      warmUpSeconds: number("warm-up-seconds"),
      swapSeconds: seconds("swap-minutes"),
      watchSeconds: seconds("watch-minutes"),
      windowSeconds: number("window-seconds"),
      requestsPerSecond: number("rate"),
      errorPoints: number("error-points"),
      latencyFactor: number("latency-factor"),
      paths: [...openPaths, ...(values.path ?? []).map(pathOf)],
      version: values.version,
      again: values.again,
    },
  };
}

const flags = {
  help: { type: "boolean", short: "h", default: false },
  json: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
  "check-migrations": { type: "boolean", default: false },
  again: { type: "boolean", default: false },
  version: { type: "string" },
  path: { type: "string", multiple: true },
  "management-url": { type: "string" },
  answers: { type: "string", default: "5" },
  "gate-minutes": { type: "string", default: "10" },
  "warm-up-seconds": { type: "string", default: "60" },
  "swap-minutes": { type: "string", default: "10" },
  "watch-minutes": { type: "string", default: "5" },
  "window-seconds": { type: "string", default: "30" },
  rate: { type: "string", default: "5" },
  "error-points": { type: "string", default: "2" },
  "latency-factor": { type: "string", default: "2" },
} as const;

const actions = [
  ["dry-run", "plan"],
  ["undo", "undo"],
  ["check-migrations", "check-migrations"],
] as const;

/** Least and most; a fraction is as good, but for the first. */
const ranges = {
  answers: [1, 1000],
  "gate-minutes": [0, 120],
  "warm-up-seconds": [0, 3600],
  "swap-minutes": [0.01, 120],
  "watch-minutes": [0, 1440],
  "window-seconds": [1, 3600],
  rate: [0.1, 100],
  "error-points": [0, 100],
  "latency-factor": [1, 100],
} as const;

type NumberFlag = keyof typeof ranges;

function numberOf(flag: NumberFlag, text: string): number {
  const [least, most] = ranges[flag];
  const value = Number(text);
  const isWhole = flag !== "answers" || Number.isInteger(value);
  if (/^\d+(\.\d+)?$/.test(text) && isWhole && value >= least && value <= most) return value;
  throw new Error(`--${flag}: no such number, got ${text}; use one from ${least} to ${most}`);
}

function pathOf(text: string): string {
  if (/^\/[^/]/.test(text) || text === "/") return text;
  throw new Error(`--path: no path, got ${text}; use one that begins with a slash`);
}
