import {
  ArchiveDamaged,
  KeyNeeded,
  NewerFormat,
  NotOurArchive,
  WrongKey,
} from "../backup/archive/errors.ts";
import { type ExitCode, exitCodes, Refused } from "../backup/exit-codes.ts";
import { printable, type Terminal } from "./terminal.ts";

/** Says why a command about backups did not do what it was asked for, and gives its exit code. */
export function backupProblem(error: unknown, terminal: Terminal): ExitCode {
  terminal.err(printable(error instanceof Error ? error.message : String(error)));
  const known = codes.find(([kind]) => error instanceof kind);
  return known?.[1] ?? exitCodes.failed;
}

const codes: [kind: new (message?: string) => Error, code: ExitCode][] = [
  [Refused, exitCodes.refused],
  [NewerFormat, exitCodes.refused],
  [ArchiveDamaged, exitCodes.damaged],
  [NotOurArchive, exitCodes.damaged],
  [KeyNeeded, exitCodes.wrongKey],
  [WrongKey, exitCodes.wrongKey],
];
