#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { messageOf } from "./cli/arguments.ts";
import { backupCommands } from "./cli/backup.ts";
import { collectCommands } from "./cli/collect.ts";
import { databaseCommands } from "./cli/database.ts";
import { filesCommands } from "./cli/files.ts";
import { findCommands } from "./cli/find.ts";
import { teamCommands } from "./cli/team.ts";

const program = new Command("chats")
  .description(
    "Keeps and searches your Copilot chats. Nothing leaves this machine, unless DATABASE_HOST " +
      "names a database elsewhere, CHATS_EMBEDDER_URL a model elsewhere, sync is told to push, or " +
      "push sends chats to a server.",
  )
  .showHelpAfterError("Run with --help to see what is possible.")
  .exitOverride()
  // The options of `backup` would be taken for those of `backup list`.
  .enablePositionalOptions()
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
  npm run chats -- backup full 7              one archive of everything; those of 7 days are kept
  npm run chats -- setup-schedule backup      the same, every day
  npm run chats -- restore <archive>          bring it back
  npm run chats -- keys create --owner ada --name laptop
                                              make a key for a server with CHATS_ACCESS=keys`,
  );

collectCommands(program);
findCommands(program);
filesCommands(program);
teamCommands(program);
backupCommands(program);
databaseCommands(program);

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

function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) return 1;
  return error.exitCode === 0 ? 0 : 2;
}
