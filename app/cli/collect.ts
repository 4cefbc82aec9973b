import { type Command, InvalidArgumentError, Option } from "commander";
import { backupTypes } from "../backup/archive/name.ts";
import { processTerminal } from "../commands/terminal.ts";
import { type Interval, intervalChoices, parseInterval } from "../schedule/interval.ts";
import { parseTimeOfDay, type TimeOfDay } from "../schedule/when.ts";
import { kindAt } from "../sources/disk.ts";
import { type SourceKind, sourceKinds } from "../sources/model.ts";
import type { Visibility } from "../store/store.ts";
import { backupType, lifeDays, surroundings } from "./arguments.ts";

/** How chats come in, and how they go to a server. */
export function collectCommands(program: Command): void {
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
    .addOption(
      new Option(
        "--github-live",
        "experimental: ask github.com itself for your threads, with the token of its page in " +
          "CHATS_GITHUB_COPILOT_TOKEN",
      ).conflicts(["from", "source", "samples"]),
    )
    .option("--dry-run", "say what would be read, and store nothing")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { importVerb } = await import("../commands/import.ts");
      const { machine, settings } = await surroundings();
      process.exitCode = await importVerb(options, settings, machine, processTerminal());
    });

  const schedule = program
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
      const { setupSchedule } = await import("../commands/setup-schedule.ts");
      const { systemRunner } = await import("../schedule/runner.ts");
      const { machine, settings } = await surroundings();
      const terminal = processTerminal();
      process.exitCode = await setupSchedule(options, settings, machine, terminal, systemRunner);
    });

  schedule
    .command("backup")
    .description("let it take a backup each day")
    .argument("[type]", `what of it: ${backupTypes.join(", ")}`, backupType, "full")
    .argument("[keepDays]", "remove backups of this type that are older", lifeDays, 7)
    .addOption(
      new Option("--at <time>", "by the clock of this machine, for example 22:15")
        .argParser(timeOfDay)
        .default(timeOfDay("03:30"), "03:30"),
    )
    .option("--remove", "take the schedule away")
    .option("--dry-run", "say what would be written, and write nothing")
    .action(async (type, keepDays, options) => {
      const { setupBackupSchedule } = await import("../commands/setup-schedule.ts");
      const { systemRunner } = await import("../schedule/runner.ts");
      const { machine, settings } = await surroundings();
      process.exitCode = await setupBackupSchedule(
        { type, keepDays },
        options,
        settings,
        machine,
        processTerminal(),
        systemRunner,
      );
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
      new Option(
        "--visibility <who>",
        "who sees them there, beside you (default: as it is)",
      ).choices(visibilities),
    )
    .option("--batch-bytes <n>", "JSON to send at once, 1000 to 30000000", batchBytes, 4_000_000)
    .option("--dry-run", "say what would go where, and send nothing")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { pushVerb } = await import("../commands/push.ts");
      const { settings } = await surroundings();
      process.exitCode = await pushVerb(options, settings, processTerminal());
    });
}

const visibilities: Visibility[] = ["private", "team"];

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

function timeOfDay(text: string): TimeOfDay {
  const found = parseTimeOfDay(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError("Use hours and minutes, from 00:00 to 23:59.");
}

function batchBytes(text: string): number {
  const bytes = Number(text);
  if (/^\d+$/.test(text) && bytes >= 1_000 && bytes <= 30_000_000) return bytes;
  throw new InvalidArgumentError("Use a whole number from 1000 to 30000000.");
}
