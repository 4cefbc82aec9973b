import { delimiter, dirname } from "node:path";
import { findEngine } from "../engine.ts";
import { plainProgress } from "../terminal.ts";
import { command, type Ended } from "./command.ts";
import { explainFailure } from "./failures.ts";
import { projectDirectory } from "./project-directory.ts";

/**
 * Runs the engine's command line on a stack, as the job's log shows it. Unlike the scripts for people it
 * makes no state of its own: the workflow says where that is. Throws an Error that says what to do.
 */
export async function pulumi(stack: string, args: string[]): Promise<Ended> {
  return run(stack, args, false);
}

/** As `pulumi`, for what is asked rather than done: answers what was printed. */
export async function askPulumi(stack: string, args: string[]): Promise<string> {
  return (await run(stack, args, true)).stdout;
}

/** The names of the stacks that the backend has. */
export async function stackNames(): Promise<string[]> {
  const listing = (await runCli(["stack", "ls", "--json"], true)).stdout;
  return (JSON.parse(listing) as { name: string }[]).map(({ name }) => name);
}

async function run(stack: string, args: string[], isQuestion: boolean): Promise<Ended> {
  const ended = await runCli([...args, "--stack", stack], isQuestion);
  if (ended.code === 0) return ended;
  const options = args.findIndex((arg) => arg.startsWith("-"));
  const verb = args.slice(0, options < 0 ? undefined : options).join(" ");
  throw new Error(
    explainFailure(stack, ended.stdout + ended.stderr) ??
      `${stack}: \`pulumi ${verb}\` ended with code ${ended.code}; its own words are above`,
  );
}

async function runCli(args: string[], isQuestion: boolean): Promise<Ended> {
  const onProgress = plainProgress("engine");
  const { binary } = await findEngine({ env: process.env, projectDirectory, onProgress });
  const environment = {
    // The engine looks for its language hosts there too.
    PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ""}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A fresh checkout does not know the key of a stack's secrets; the stack itself does.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
  };
  return command(binary, [...args, "--non-interactive", "--color", "never"], {
    environment,
    isQuestion,
  });
}
