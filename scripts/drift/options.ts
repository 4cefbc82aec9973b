import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface DriftCommand {
  stack: string;
  json: boolean;
  /** Undefined for the public cloud. */
  managementUrl: string | undefined;
}

export const usage = `Usage: npm run drift -- <stack> [options]

Compares Azure with what the last update of the stack wrote: every resource, and the app settings of site and
slot, which the engine does not read. Changes nothing. In a workflow it keeps one issue of the repository that
tells of the stack's drift, and closes it once there is none. No value is ever told, only what differs.

  --stack <name>          the same as naming it
  --json                  what was found as one JSON object on standard output
  --management-url <url>  of another cloud than the public one

Ends with 0 when nothing has drifted, 2 when something has, and 1 when that could not be told.
`;

/** Throws an Error about the first option that is wrong. */
export function readCommand(args: string[]): DriftCommand | "help" {
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  if (values.help) return "help";
  const named = [...positionals, ...(values.stack === undefined ? [] : [values.stack])];
  const [stack, ...others] = named;
  if (!stack || others.length > 0) {
    throw new Error(`stack: name one, got ${named.length}; use npm run drift -- <stack>`);
  }
  return { stack, json: values.json, managementUrl: values["management-url"] };
}

const flags = {
  help: { type: "boolean", short: "h", default: false },
  stack: { type: "string" },
  json: { type: "boolean", default: false },
  "management-url": { type: "string" },
} as const;
