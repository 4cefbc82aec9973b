import { type Command, InvalidArgumentError, Option } from "commander";
import { backupTypes } from "../backup/archive/name.ts";
import { exitCodeLines } from "../backup/exit-codes.ts";
import type { ComponentName } from "../backup/restore/plan.ts";
import { isVaultKeyUrl, vaultKeyForm } from "../backup/settings.ts";
import { processTerminal } from "../commands/terminal.ts";
import { backupType, lifeDays, surroundings } from "./arguments.ts";

/** How chats outlive their disk. */
export function backupCommands(program: Command): void {
  const backup = program
    .command("backup")
    .description("copy everything into one archive that is read again before it counts")
    .argument("<type>", `what of it: ${backupTypes.join(", ")}`, backupType)
    .argument("[keepDays]", "remove backups of this type that are older, 1 to 36500 days", lifeDays)
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (type, keepDays, options) => {
      const { backupVerb } = await import("../commands/backup.ts");
      const { machine, settings } = await surroundings();
      const parts = { environment: machine.environment };
      process.exitCode = await backupVerb(
        type,
        keepDays,
        options,
        settings,
        parts,
        processTerminal(),
      );
    });

  backup
    .command("list")
    .description("show the backups that are there, newest first")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { listBackupsVerb } = await import("../commands/backup-list.ts");
      const { settings } = await surroundings();
      process.exitCode = await listBackupsVerb(options, settings, processTerminal());
    });

  backup
    .command("show")
    .description("show what an archive says about itself")
    .argument("<name>", "of the backup, or the path of its archive")
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (name, options) => {
      const { showBackupVerb } = await import("../commands/backup-list.ts");
      const { settings } = await surroundings();
      process.exitCode = await showBackupVerb(name, options, settings, processTerminal());
    });

  backup
    .command("verify")
    .description("read all of an archive, and say whether it is whole")
    .argument("<name>", "of the backup, or the path of its archive")
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (name, options) => {
      const { verifyBackupVerb } = await import("../commands/backup-verify.ts");
      const { settings } = await surroundings();
      process.exitCode = await verifyBackupVerb(name, options, settings, processTerminal());
    });

  backup
    .command("delete")
    .description("remove one backup")
    .argument("<name>", "of the backup, as list shows it")
    .option("--force", "even if it is the last verified one of its type")
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (name, options) => {
      const { deleteBackupVerb } = await import("../commands/backup-remove.ts");
      const { settings } = await surroundings();
      process.exitCode = await deleteBackupVerb(name, options, settings, processTerminal());
    });

  backup
    .command("prune")
    .description("remove the backups whose days are over, never the last verified one of a type")
    .option("--type <type>", `these only: ${backupTypes.join(", ")}`, backupType)
    .option("--dry-run", "say what would be removed, and remove nothing")
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (options) => {
      const { pruneBackupsVerb } = await import("../commands/backup-remove.ts");
      const { settings } = await surroundings();
      process.exitCode = await pruneBackupsVerb(options, settings, processTerminal());
    });

  backup
    .command("rotate-keys")
    .description("let all encrypted archives open with another key, without writing them anew")
    .addOption(newKeyFile())
    .addOption(newPassphraseFile())
    .addOption(newVaultKey())
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (options) => {
      const { rotateKeysVerb } = await import("../commands/backup-keys.ts");
      const { settings } = await surroundings();
      process.exitCode = await rotateKeysVerb(options, settings, processTerminal());
    });

  backup
    .command("re-encrypt")
    .description("write an archive anew when its key has become known")
    .argument("<name>", "of the backup, as list shows it")
    .addOption(newKeyFile())
    .addOption(newPassphraseFile())
    .addOption(newVaultKey())
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (name, options) => {
      const { reencryptVerb } = await import("../commands/backup-keys.ts");
      const { settings } = await surroundings();
      process.exitCode = await reencryptVerb(name, options, settings, processTerminal());
    });

  program
    .command("restore")
    .description("put a backup, or a part of it, in the place of what is here")
    .argument("[archive]", "its name, as backup list shows it, or the path of its file")
    .argument("[component...]", "these alone: application, vectors, config", components)
    .option("--to <folder>", "into this data folder, instead of that of the settings")
    .option("--session <id...>", "put single sessions back, as an import would")
    .option("--table <name...>", "put back single tables, of those that stand by themselves")
    .option("--collection <name...>", "put back single collections of vectors on a server")
    .option("--replace", "replace what is here; asks first")
    .option("--keep-old", "keep what was here beside what is restored")
    .option("--roll-back", "bring back what was here before a restore that was cut off")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--yes", "replace without asking")
    .option("--json", "print one JSON object")
    .addHelpText("after", exitCodeHelp)
    .action(async (archive, wanted, options) => {
      const { restoreVerb } = await import("../commands/restore.ts");
      const { personAtTerminal } = await import("../commands/maintain-question.ts");
      const { machine, settings } = await surroundings();
      const parts = { environment: machine.environment, ask: personAtTerminal() };
      const terminal = processTerminal();
      process.exitCode = await restoreVerb(archive, wanted, options, settings, parts, terminal);
    });
}

const restored: ComponentName[] = ["application", "vectors", "volumes", "config"];

function newKeyFile(): Option {
  return new Option("--new-key-file <file>", "the other key: 32 bytes, or base64 of them");
}

function newPassphraseFile(): Option {
  return new Option("--new-passphrase-file <file>", "the other passphrase").conflicts("newKeyFile");
}

function newVaultKey(): Option {
  return new Option("--new-vault-key <url>", `the other key is in a vault: ${vaultKeyForm}`)
    .argParser(vaultKeyUrl)
    .conflicts(["newKeyFile", "newPassphraseFile"]);
}

function vaultKeyUrl(text: string): string {
  if (isVaultKeyUrl(text)) return text;
  throw new InvalidArgumentError(`Use ${vaultKeyForm}.`);
}

function components(text: string, before: ComponentName[] = []): ComponentName[] {
  const name = restored.find((known) => known === (text === "chromadb" ? "vectors" : text));
  if (name !== undefined) return [...before, name];
  throw new InvalidArgumentError(`Use some of ${restored.join(", ")}.`);
}

function exitCodeHelp(): string {
  return ["", "Exit codes:", ...exitCodeLines()].join("\n");
}
