import { type Command, InvalidArgumentError } from "commander";
import { processTerminal } from "../commands/terminal.ts";
import { surroundings } from "./arguments.ts";

/** What the database needs from time to time. */
export function databaseCommands(program: Command): void {
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
      const { migrateVerb } = await import("../commands/migrate.ts");
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
      const { maintainVerb } = await import("../commands/maintain.ts");
      const { personAtTerminal } = await import("../commands/maintain-question.ts");
      const { settings } = await surroundings();
      const ask = personAtTerminal();
      process.exitCode = await maintainVerb(options, settings, processTerminal(), { ask });
    });
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
