import type { Manifest } from "../backup/archive/manifest.ts";
import type { CatalogueEntry } from "../backup/catalogue/entry.ts";
import type { BackupList } from "../backup/catalogue/list.ts";
import { grownText, sizeText } from "./backup-text.ts";
import { countText, dateText, printable, type Style } from "./terminal.ts";

/** A line for each backup, newest first, and what is in the folder besides. */
export function backupListLines(
  { backups, uncatalogued, missing }: BackupList,
  directory: string,
  style: Style,
): string[] {
  const empty = `There are no backups in ${printable(directory)}; chats backup full makes one.`;
  return [
    ...(backups.length === 0 ? [empty] : backups.map((entry) => entryLine(entry, style))),
    ...uncatalogued.map((file) =>
      style.yellow(
        `${printable(file)}   does not count: its run did not come to its end, or it was brought ` +
          "here; chats backup verify reads it",
      ),
    ),
    ...missing.map(({ file }) => style.yellow(`${printable(file)}   is gone; chats backup delete`)),
  ];
}

function entryLine(entry: CatalogueEntry, style: Style): string {
  const { file, sizeBytes } = entry;
  const state = stateText(entry);
  const shown = state === "verified" ? state : style.yellow(state);
  return `${printable(file)}   ${grownText(file, sizeBytes)}   ${shown}   ${keptText(entry)}`;
}

function stateText({ verifiedAt, complete }: CatalogueEntry): string {
  const parts = [
    ...(complete ? [] : ["partial"]),
    verifiedAt === undefined ? "not verified" : "verified",
  ];
  return parts.join(", ");
}

function keptText({ keepDays }: CatalogueEntry): string {
  return keepDays === undefined ? "kept for ever" : `kept ${countText(keepDays, "day")}`;
}

/** What the catalogue knows of a backup. */
export function entryLines(entry: CatalogueEntry, style: Style): string[] {
  const { file, sizeBytes, verifiedAt } = entry;
  const verified =
    verifiedAt === undefined ? "not verified" : `verified ${dateText(Date.parse(verifiedAt))}`;
  return [
    style.bold(printable(file)),
    `${grownText(file, sizeBytes)}, ${verified}, ${entry.complete ? "complete" : "partial"}, ` +
      keptText(entry),
  ];
}

/** What an archive says about itself. */
export function manifestLines(manifest: Manifest, style: Style): string[] {
  const { id, startedAt, canRestore, components, members, problems } = manifest;
  const bytes = members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const reason = printable(canRestore.reason ?? "");
  const all = [...components.flatMap((component) => component.problems), ...problems];
  return [
    `Backup ${id} of ${startedAt}: ${countText(members.length, "file")}, ${sizeText(bytes)}.`,
    ...components.map(({ name, counts, versions, skippedReason }) =>
      skippedReason === undefined
        ? `${name}   ${pairs(counts)}   ${style.dim(pairs(versions))}`.trimEnd()
        : `${name}   skipped: ${printable(skippedReason)}`,
    ),
    ...(canRestore.value ? [] : [`The archive alone does not suffice: ${reason}.`]),
    ...all.map((problem) => style.yellow(printable(`${problem.name}: ${problem.reason}`))),
  ];
}

function pairs(values: Record<string, number | string>): string {
  return Object.entries(values)
    .map(([name, value]) => printable(`${name} ${value.toLocaleString("en-US")}`))
    .join(", ");
}
