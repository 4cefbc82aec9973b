import { CommanderError, InvalidArgumentError } from "commander";
import { longestLifeDays } from "../access/new-key.ts";
import { type BackupType, backupTypes } from "../backup/archive/name.ts";

/** Settings are part of what a person asked for, so what is wrong with them is wrong usage. */
export async function surroundings() {
  const { machine, readSettings } = await import("../settings.ts");
  try {
    return { settings: readSettings(), machine: machine() };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    throw new CommanderError(2, "chats.settings", messageOf(error));
  }
}

export function lifeDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= longestLifeDays) return days;
  throw new InvalidArgumentError(`Use a whole number from 1 to ${longestLifeDays}.`);
}

export function backupType(text: string): BackupType {
  const type = backupTypes.find((known) => known === (text === "chromadb" ? "vectors" : text));
  if (type !== undefined) return type;
  throw new InvalidArgumentError(`Use one of ${backupTypes.join(", ")}.`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
