import type { command } from "./ci/command.ts";

/** Reads and changes Azure and GitHub by their command lines. */
export interface Operator {
  /** Asks without changing anything; answers what was printed as JSON. */
  ask<Answer>(program: Program, args: string[]): Promise<Answer>;
  /**
   * Tells `what`, with its command line, and does it; in a dry run only the former. Answers what was
   * printed as JSON, undefined in a dry run and for nothing.
   */
  change<Answer>(change: Change): Promise<Answer | undefined>;
  /** How many changes were made, or would have been. */
  readonly changes: number;
}

export type Program = "az" | "gh";

export interface Change {
  /** For example `makes the resource group rg-copilot-delivery`. */
  what: string;
  program: Program;
  args: string[];
  /** What the command reads, in JSON; default nothing. */
  input?: unknown;
}

export interface OperatorOptions {
  isDryRun: boolean;
  run: typeof command;
  tell: (line: string) => void;
}

export function operator({ isDryRun, run, tell }: OperatorOptions): Operator {
  let changes = 0;
  const answer = async (program: Program, args: string[], input?: unknown) => {
    const options = input === undefined ? {} : { input: JSON.stringify(input) };
    const ended = await run(program, args, { ...options, isQuestion: true });
    if (ended.code !== 0) throw new Error(failureText(program, args, ended.stderr));
    return ended.stdout.trim() === "" ? undefined : JSON.parse(ended.stdout);
  };
  return {
    ask: answer,
    async change({ what, program, args, input }) {
      changes++;
      tell(`${what}\n  ${commandLine(program, args, input)}`);
      return isDryRun ? undefined : answer(program, args, input);
    },
    get changes() {
      return changes;
    },
  };
}

/** As a shell would take it. */
function commandLine(program: Program, args: string[], input: unknown): string {
  const words = [program, ...args].map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
  );
  return `${words.join(" ")}${input === undefined ? "" : ` <<< '${JSON.stringify(input)}'`}`;
}

function failureText(program: Program, args: string[], stderr: string): string {
  const options = args.findIndex((arg) => arg.startsWith("-"));
  const verb = args.slice(0, options < 0 ? undefined : options).join(" ");
  const [reason = "no reason"] = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("WARNING"));
  const remedy = remedies.find((one) => one.program === program && one.pattern.test(stderr));
  return `${program} ${verb}: failed, got "${reason}"; ${remedy?.text ?? "nothing that was made is lost: run this again"}`;
}

/** The words of az and gh, and what to do. */
const remedies: { program: Program; pattern: RegExp; text: string }[] = [
  {
    program: "az",
    pattern: /az login|AADSTS\d+/,
    text: "run `az login` and this again",
  },
  {
    program: "az",
    pattern: /AuthorizationFailed|does not have authorization/,
    text: "log in as somebody with the right; Owner of the subscription has it",
  },
  {
    program: "az",
    pattern: /MissingSubscriptionRegistration/,
    text: "registering a resource provider takes minutes: wait, and run this again",
  },
  {
    program: "az",
    pattern: /AlreadyTaken|VaultAlreadyExists|NameUnavailable/,
    text: "somebody else has the name: use another one with --suffix",
  },
  {
    program: "gh",
    pattern: /gh auth login|HTTP 401/,
    text: "run `gh auth login` and this again",
  },
  {
    program: "gh",
    pattern: /HTTP 40[34]/,
    text: "log in to GitHub as administrator of the repository, with the scope `repo`",
  },
  {
    program: "gh",
    pattern: /HTTP 422/,
    text: "required reviewers of a private repository take a paid plan of GitHub",
  },
];
