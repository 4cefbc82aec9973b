import { chatApp } from "../service.ts";
import type { Manifest } from "./archive/manifest.ts";
import type { BackupType } from "./archive/name.ts";
import type { ArchivedSetting } from "./components/config.ts";

/** Whether an archive alone suffices to have the chats back, and why not. */
export function canRestore(type: BackupType, settings: ArchivedSetting[]): Manifest["canRestore"] {
  if (type !== "full" && type !== "application") {
    return { value: false, reason: `it holds ${type} alone, without the chats` };
  }
  const references = settings
    .filter(({ variable, value }) => value === undefined && !ownKeys.includes(variable))
    .map(({ variable }) => variable);
  if (references.length === 0) return { value: true };
  return {
    value: false,
    reason: `it has ${references.join(", ")} by name alone; have the ${references.length === 1 ? "value" : "values"} ready`,
  };
}

/** Without them it is not opened at all. */
const ownKeys: string[] = [
  chatApp.environment.backup.key,
  chatApp.environment.backup.passphrase,
  chatApp.environment.backup.resticRepository,
];
