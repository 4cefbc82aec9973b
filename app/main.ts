#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { keyNameProblem, longestLifeDays } from "./access/new-key.ts";
import { ownerProblem } from "./access/owner.ts";
import { defaultScopes, type Scope, scopes } from "./access/scope.ts";
import type { FormatName } from "./archive/format.ts";
import { processTerminal } from "./commands/terminal.ts";
import { type Interval, intervalChoices, parseInterval } from "./schedule/interval.ts";
import { kindAt } from "./sources/disk.ts";
import { type SourceKind, sourceKinds } from "./sources/model.ts";
import type { Visibility } from "./store/store.ts";

const formats: FormatName[] = ["json", "markdown"];
const visibilities: Visibility[] = ["private", "team"];

const program = new Command("chats")
  .description(
    "Keeps and searches your Copilot chats. Nothing leaves this machine, unless DATABASE_HOST " +
      "names a database elsewhere, sync is told to push, or push sends chats to a server.",
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
  npm run chats -- push --to https://chats.example.com
                                              send them to a team's server
  npm run chats -- integrate monorepo ~/shop  prepare a repository to hold them
  npm run chats -- serve                      the page, the API and the metrics; stores new chats
  npm run chats -- migrate                    make the PostgreSQL of DATABASE_HOST ready
  npm run chats -- keys create --owner ada --name laptop
                                              make a key for a server with CHATS_ACCESS=keys`,
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
  .command("push")
  .description("send the stored chats to a team's server; only what it does not have goes")
  .requiredOption("--to <url>", "address of the server, with https unless it is this machine")
  .option("--key-file <path>", "file that holds the server's key, instead of CHATS_PUSH_KEY")
  .option("--workspace <name>", "send those of this workspace only: name, repository or folder")
  .option(
    "--source <names>",
    `send those of these products only: ${sourceKinds.join(",")}`,
    sourceKindList,
  )
  .addOption(
    new Option("--visibility <who>", "who sees them there, beside you (default: as it is)").choices(
      visibilities,
    ),
  )
  .option("--batch-bytes <n>", "JSON to send at once, 1000 to 30000000", batchBytes, 4_000_000)
  .option("--dry-run", "say what would go where, and send nothing")
  .option("--json", "print one JSON object")
  .action(async (options) => {
    const { pushVerb } = await import("./commands/push.ts");
    const { settings } = await surroundings();
    process.exitCode = await pushVerb(options, settings, processTerminal());
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
  .command("share")
  .description("show a session to your team: to whoever has a key of the same database")
  .argument("<id>", "of the session, for example vscode:5d2…")
  .option("--private", "take it back: you alone see it")
  .option("--json", "print one JSON object")
  .action(async (id, options) => {
    const { shareVerb } = await import("./commands/share.ts");
    const { settings } = await surroundings();
    process.exitCode = await shareVerb(id, options, settings, processTerminal());
  });

const keys = program.command("keys").description("API keys, by which a server knows who asks");

keys
  .command("create")
  .description("make a key, and print it this once")
  .requiredOption("--owner <name>", "whose chats it gives", ownerName)
  .requiredOption("--name <text>", "what to call it, for example laptop", keyName)
  .option(
    "--scope <names>",
    `what it is good for: ${scopes.join(",")} (default: ${defaultScopes.join(",")})`,
    scopeList,
  )
  .option("--expires-days <n>", "days after which it is of no use, 1 to 36500", lifeDays)
  .option("--json", "print one JSON object")
  .action(async ({ scope, ...options }) => {
    const { createKeyVerb } = await import("./commands/keys.ts");
    const { settings } = await surroundings();
    const wanted = { ...options, scopes: scope ?? [...defaultScopes] };
    process.exitCode = await createKeyVerb(wanted, settings, processTerminal());
  });

keys
  .command("list")
  .description("show all keys, without their secrets")
  .option("--json", "print one JSON object")
  .action(async (options) => {
    const { listKeysVerb } = await import("./commands/keys.ts");
    const { settings } = await surroundings();
    process.exitCode = await listKeysVerb(options, settings, processTerminal());
  });

keys
  .command("revoke")
  .description("make a key useless, from now on")
  .argument("<id>", "its number, as keys list shows it", keyId)
  .option("--json", "print one JSON object")
  .action(async (id, options) => {
    const { revokeKeyVerb } = await import("./commands/keys.ts");
    const { settings } = await surroundings();
    process.exitCode = await revokeKeyVerb(id, options, settings, processTerminal());
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

function batchBytes(text: string): number {
  const bytes = Number(text);
  if (/^\d+$/.test(text) && bytes >= 1_000 && bytes <= 30_000_000) return bytes;
  throw new InvalidArgumentError("Use a whole number from 1000 to 30000000.");
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

function ownerName(text: string): string {
  const problem = ownerProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

function keyName(text: string): string {
  const problem = keyNameProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

function scopeList(text: string): Scope[] {
  const names = text.split(",").map((name) => name.trim());
  const wanted = scopes.filter((scope) => names.includes(scope));
  if (names.every((name) => wanted.some((scope) => scope === name))) return wanted;
  throw new InvalidArgumentError(`Use some of ${scopes.join(", ")}, separated by commas.`);
}

function lifeDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= longestLifeDays) return days;
  throw new InvalidArgumentError(`Use a whole number from 1 to ${longestLifeDays}.`);
}

function keyId(text: string): number {
  // No more digits than the database counts to.
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use the number that keys list shows.");
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
