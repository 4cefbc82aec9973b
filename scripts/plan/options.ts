import { parseArgs } from "node:util";
import { type Failure, failures } from "../../plan/verdict.ts";
import { type Format, formatNames } from "./formats.ts";

/** What a person asked `npm run plan` for. */
export interface PlanOptions {
  stacks: string[];
  /** Commit to compare with; undefined to show the stacks themselves. */
  diff: string | undefined;
  /** Shows what differs between the tiers; there are no stacks then. */
  comparesTiers: boolean;
  format: Format;
  failOn: Failure[];
  showsProperties: boolean;
  /** Settings as if they were set in the configuration of every stack. */
  config: Record<string, string>;
}

export const usage = `npm run plan -- <stack>… [options]

Shows what stacks are made of, what they cost a month and what they are held to. Needs no engine, no
cloud and no account.

  --diff <commit>       what changes since that commit of this repository, whatever is committed
  --tiers               what differs between dev, staging and prod; names no stack
  --properties          every input and output too
  --config key=value    as if it were set for the stack; again for another key
  --format <format>     ${formatNames.join(", ")}
  --fail-on <what>      ends with code 2 on ${failures.join(", ")}; several separated by commas
`;

/** Answers undefined when asked for help. Throws an Error that names what is wrong. */
export function planOptions(args: string[]): PlanOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      diff: { type: "string" },
      tiers: { type: "boolean", default: false },
      properties: { type: "boolean", default: false },
      config: { type: "string", multiple: true, default: [] },
      format: { type: "string", default: "text" },
      "fail-on": { type: "string", multiple: true, default: [] },
    },
  });
  if (values.help) return undefined;
  const failOn = values["fail-on"]
    .flatMap((text) => text.split(","))
    .map((text) => oneOf(failures, text, "--fail-on"));
  if (values.tiers && (positionals.length > 0 || values.diff !== undefined)) {
    throw new Error("--tiers: compares all tiers; use it without a stack and without --diff");
  }
  if (!values.tiers && positionals.length === 0) {
    throw new Error("stack: name one or more, for example prod; --help tells the rest");
  }
  if (failOn.includes("replace") && values.diff === undefined) {
    throw new Error("--fail-on: replace needs something to compare with; use --diff <commit> too");
  }
  return {
    stacks: [...new Set(positionals)],
    diff: values.diff,
    comparesTiers: values.tiers,
    format: oneOf(formatNames, values.format, "--format"),
    failOn,
    showsProperties: values.properties,
    config: Object.fromEntries(values.config.map(keyAndValue)),
  };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const known = names.find((name) => name === text);
  if (!known) throw new Error(`${option}: unknown, got ${text}; use ${names.join(", ")}`);
  return known;
}

function keyAndValue(text: string): [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new Error(`--config: is no key=value, got ${text}; use for example alwaysOn=true`);
  }
  return [key, value];
}
