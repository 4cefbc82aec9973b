import type { BackupType } from "../backup/archive/name.ts";
import { runBackup } from "../backup/backup.ts";
import { exitCodes } from "../backup/exit-codes.ts";
import type { Settings } from "../settings.ts";
import { backupProblem } from "./backup-problem.ts";
import { backedUpLines, backupProgressText } from "./backup-text.ts";
import { interruptionByPerson } from "./interruption.ts";
import type { Terminal } from "./terminal.ts";

export interface BackupOptions {
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

export interface BackupParts {
  /** Whose settings are archived. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Reads the volumes of a Docker stack; absent where this command knows none. */
  volumes?: Parameters<typeof runBackup>[2]["volumes"];
}

/** Takes a backup and removes those that are older than `keepDays`. Returns the exit code. */
export async function backupVerb(
  type: BackupType,
  keepDays: number | undefined,
  { json = false }: BackupOptions,
  settings: Settings,
  { environment, volumes }: BackupParts,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  using interruption = interruptionByPerson();
  try {
    const report = await runBackup({ type, keepDays }, settings, {
      environment,
      volumes,
      signal: interruption.signal,
      onProgress: (progress) => terminal.status(backupProgressText(progress)),
    }).finally(() => terminal.status(""));
    backedUpLines(report, keepDays, terminal.style).forEach(say);
    if (json) terminal.out(JSON.stringify(report));
    return report.problems.length > 0 ? exitCodes.partial : exitCodes.done;
  } catch (error) {
    if (!interruption.signal.aborted) return backupProblem(error, terminal);
    terminal.err("Interrupted; earlier backups are as they were.");
    return exitCodes.failed;
  }
}
