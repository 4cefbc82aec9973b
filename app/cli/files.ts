import { type Command, Option } from "commander";
import type { FormatName } from "../archive/format.ts";
import { processTerminal } from "../commands/terminal.ts";
import { surroundings } from "./arguments.ts";

/** How chats are kept as files. */
export function filesCommands(program: Command): void {
  program
    .command("export")
    .description("write each stored chat as a file; only what changed is written again")
    .requiredOption("--to <folder>", "folder of the files, made when missing")
    .addOption(
      new Option("--format <name>", "for programs or for reading").choices(formats).default("json"),
    )
    .option("--prune", "remove the files of chats that are not stored here any more")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { exportVerb } = await import("../commands/export.ts");
      const { settings } = await surroundings();
      process.exitCode = await exportVerb(options, settings, processTerminal());
    });

  program
    .command("sync")
    .description("keep the stored chats elsewhere, too")
    .command("git")
    .description("write each stored chat as a file in a git repository, and commit what changed")
    .requiredOption("--repo <folder>", "the repository; made when the folder is missing or empty")
    .option("--folder <path>", "folder of the files within the repository", ".")
    .addOption(new Option("--format <name>", "how files look").choices(formats).default("markdown"))
    .option("--message <text>", "first line of the commit's message, instead of the counts")
    .option("--prune", "remove the files of chats that are not stored here any more")
    .option("--push", "push the branch afterwards")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { syncGitVerb } = await import("../commands/sync.ts");
      const { machine, settings } = await surroundings();
      process.exitCode = await syncGitVerb(options, settings, machine, processTerminal());
    });

  program
    .command("integrate")
    .description("prepare another project for chats")
    .command("monorepo")
    .description("give a git repository a folder for chats, with a workflow that syncs it")
    .argument("<path>", "top folder of the repository")
    .option("--folder <path>", "folder of the chats within it", "docs/copilot-chats")
    .option("--dry-run", "show every file, and write none")
    .option("--json", "print one JSON object")
    .action(async (path, options) => {
      const { integrateMonorepoVerb } = await import("../commands/integrate.ts");
      const { machine } = await surroundings();
      process.exitCode = await integrateMonorepoVerb(path, options, machine, processTerminal());
    });
}

const formats: FormatName[] = ["json", "markdown"];
