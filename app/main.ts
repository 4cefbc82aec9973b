#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { FormatName } from "./archive/format.ts";
import { processTerminal } from "./commands/terminal.ts";
import { type Interval, intervalChoices, parseInterval } from "./schedule/interval.ts";
import { kindAt } from "./sources/disk.ts";
import type { SourceKind } from "./sources/model.ts";

const sourceKinds: SourceKind[] = ["vscode", "copilot-cli", "github"];
const formats: FormatName[] = ["json", "markdown"];

const program = new Command("chats")
  .description(
    "Keeps and searches your Copilot chats. Nothing leaves this machine, " +
      "unless DATABASE_HOST names a database elsewhere, or sync is told to push.",
  )
  .showHelpAfterError("Run with --help to see what is possible.")
  .exitOverride()
  .addHelpText(
    "after",
    `
Examples:
  npm run chats -- import                     read the Copilot chats of this machine
  npm run chats -- import --from ~/old/User   read the chats of a copied folder
  npm run chats -- setup-schedule             import them every 15 minutes
  npm run chats -- search retry with backoff  find the sessions about it
  npm run chats -- export --to ~/chats        write them as files, one per session
  npm run chats -- sync git --repo ~/history  keep them in a git repository, as Markdown
  npm run chats -- integrate monorepo ~/shop  prepare a repository to hold them
  npm run chats -- serve                      the page, the API and the metrics; stores new chats
  npm run chats -- migrate                    make the PostgreSQL of DATABASE_HOST ready`,
  );

program
  .command("serve")
  .description(
    "serve the page, the API, the search and the metrics, and watch the chats, until stopped",
  )
  .action(async () => {
    const { serve } = await import("./commands/serve.ts");
    const { machine, settings } = await surroundings();
    process.exitCode = await serve(settings, machine);
  });

program
  .command("import")
  .description("read chats and store what is new")
  .option(
    "--from <path...>",
    "read these: folders of VS Code or Copilot CLI, exports of github.com",
    existingPaths,
  )
  .option(
    "--source <names>",
    `read the chats of these products only: ${sourceKinds.join(",")}`,
    sourceKindList,
  )
  .addOption(
    new Option("--samples", "read the sample chats that come with the project").conflicts([
      "from",
      "source",
    ]),
  )
  .option("--dry-run", "say what would be read, and store nothing")
  .option("--json", "print one JSON object")
  .action(async (options) => {
    const { importVerb } = await import("./commands/import.ts");
    const { machine, settings } = await surroundings();
    process.exitCode = await importVerb(options, settings, machine, processTerminal());
  });

program
  .command("setup-schedule")
  .description("let the system import the chats from time to time, by systemd or cron")
  .addOption(
    new Option("--every <interval>", "for example 15m or 6h")
      .argParser(interval)
      .default(interval("15m"), "15m"),
  )
  .option("--remove", "take the schedule away")
  .option("--dry-run", "say what would be written, and write nothing")
  .action(async (options) => {
    const { setupSchedule } = await import("./commands/setup-schedule.ts");
    const { systemRunner } = await import("./schedule/runner.ts");
    const { machine, settings } = await surroundings();
    const terminal = processTerminal();
    process.exitCode = await setupSchedule(options, settings, machine, terminal, systemRunner);
  });

program
  .command("search")
  .description("find sessions by words and by likeness")
  .argument("<words...>", "what to look for")
  .option("--limit <n>", "sessions to print, 1 to 100", searchLimit, 10)
  .option("--json", "print the whole response as JSON")
  .action(async (words, options) => {
    const { search } = await import("./commands/search.ts");
    const { settings } = await surroundings();
    process.exitCode = await search(words, options, settings, processTerminal());
  });

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
    const { exportVerb } = await import("./commands/export.ts");
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
    const { syncGitVerb } = await import("./commands/sync.ts");
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
    const { integrateMonorepoVerb } = await import("./commands/integrate.ts");
    const { machine } = await surroundings();
    process.exitCode = await integrateMonorepoVerb(path, options, machine, processTerminal());
  });

program
  .command("migrate")
  .description("make a PostgreSQL ready: tables, vectors, and the login that serves")
  .option("--wait <seconds>", "wait for a server that is not up yet, 0 to 3600", waitSeconds, 60)
  .option("--json", "print one JSON object")
  .addHelpText(
    "after",
    `
Reads DATABASE_HOST, DATABASE_PORT, DATABASE_NAME and DATABASE_TLS, connects with
DATABASE_ADMIN_USER and DATABASE_ADMIN_PASSWORD, and makes the login DATABASE_USER with
DATABASE_PASSWORD. It can be run any number of times. Without DATABASE_HOST there is nothing to do.`,
  )
  .action(async (options) => {
    const { migrateVerb } = await import("./commands/migrate.ts");
    const { settings } = await surroundings();
    process.exitCode = await migrateVerb(options, settings, processTerminal());
  });

program
  .command("maintain")
  .description("check the database, remove old sessions, give space back")
  .option("--check", "look for damage: of the database, its indexes and every message")
  .option(
    "--retention-days <n>",
    "remove sessions that nobody went on with for n days, 0 to 36500; asks first",
    retentionDays,
  )
  .option("--workspace <name>", "remove those of this workspace only: name, repository or folder")
  .option("--vacuum", "give the space of removed rows back")
  .option("--dry-run", "say what would be removed, and change nothing")
  .option("--yes", "remove without asking")
  .option("--json", "print one JSON object")
  .action(async (options) => {
    const { maintainVerb } = await import("./commands/maintain.ts");
    const { personAtTerminal } = await import("./commands/maintain-question.ts");
    const { settings } = await surroundings();
    const ask = personAtTerminal();
    process.exitCode = await maintainVerb(options, settings, processTerminal(), { ask });
  });

/** Settings are part of what a person asked for, so what is wrong with them is wrong usage. */
async function surroundings() {
  const { machine, readSettings } = await import("./settings.ts");
  try {
    return { settings: readSettings(), machine: machine() };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    throw new CommanderError(2, "chats.settings", messageOf(error));
  }
}

function existingPaths(path: string, before: string[] = []): string[] {
  if (kindAt(path) !== undefined) return [...before, path];
  throw new InvalidArgumentError("No such file or folder.");
}

function sourceKindList(text: string): SourceKind[] {
  const names = text.split(",").map((name) => name.trim());
  const kinds = sourceKinds.filter((kind) => names.includes(kind));
  if (names.every((name) => kinds.some((kind) => kind === name))) return kinds;
  throw new InvalidArgumentError(`Use some of ${sourceKinds.join(", ")}, separated by commas.`);
}

function interval(text: string): Interval {
  const found = parseInterval(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Use ${intervalChoices}.`);
}

function searchLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError("Use a whole number from 1 to 100.");
}

function waitSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("Use a whole number from 0 to 3600.");
}

function retentionDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days <= 36_500) return days;
  throw new InvalidArgumentError("Use a whole number from 0 to 36500.");
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) return 1;
  return error.exitCode === 0 ? 0 : 2;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// A reader such as `head` may leave early; there is nobody left to tell.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === "EPIPE" ? 0 : 1),
);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said already what it did not understand.
  if (!(error instanceof CommanderError)) process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
