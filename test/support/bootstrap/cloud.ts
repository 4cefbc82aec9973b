import type { Ended } from "../../../scripts/ci/command.ts";
import { az } from "./az.ts";
import { gitHub } from "./gh.ts";
import type { Options } from "./options.ts";
import type { CloudState } from "./state.ts";

/**
 * Answers a command line of az or gh as those would, and refuses every other, every option that is not
 * known, and what Azure refuses: an unregistered provider, a parent that is not there, a second one of a name.
 * Proves what is called and in which order, not what Azure makes of it.
 */
export function answer(state: CloudState, program: string, args: string[], input: string): Ended {
  const line = [program, ...args].join(" ");
  try {
    if (!state.logins.includes(program)) throw new Error(loggedOut[program] ?? "");
    const first = args.findIndex((arg) => arg.startsWith("-"));
    const words = args.slice(0, first < 0 ? undefined : first);
    const given = options(first < 0 ? [] : args.slice(first));
    const value =
      program === "az"
        ? az(state, words.join(" "), given)
        : gitHub(state, words, given, input === "" ? undefined : JSON.parse(input));
    if (writing.test(line)) state.writes.push(line);
    return { code: 0, stdout: value === undefined ? "" : JSON.stringify(value), stderr: "" };
  } catch (error) {
    return { code: 1, stdout: "", stderr: `${error instanceof Error ? error.message : error}\n` };
  }
}

const writing = / (create|update|delete|register|set) |--method (put|PUT|POST) /;

const loggedOut: Record<string, string> = {
  az: "ERROR: Please run 'az login' to setup account.",
  gh: "To get started with GitHub CLI, please run:  gh auth login",
};

/** These take no value. */
const switches = ["--all", "--wait"];

function options(args: string[]): Options {
  const given: Options = {};
  for (let index = 0; index < args.length; index++) {
    const name = args[index] ?? "";
    given[name] = switches.includes(name) ? "" : (args[++index] ?? "");
  }
  return given;
}
