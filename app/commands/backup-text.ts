import { basename } from "node:path";
import type { ComponentRecord, Manifest, MemberProblem } from "../backup/archive/manifest.ts";
import { isSnapshotFileName } from "../backup/archive/name.ts";
import type { BackupProgress, BackupReport } from "../backup/backup.ts";
import { countText, durationText, printable, type Style } from "./terminal.ts";

/** Longer lists would bury what stands around them. */
const listedLimit = 50;

export function backupProgressText({ step, done }: BackupProgress): string {
  switch (step) {
    case "application":
      return `Copying the database, ${sizeText(done)}`;
    case "vectors":
      return `Reading ${countText(done, "vector")}`;
    case "archive":
      return `Writing the archive, ${sizeText(done)}`;
    case "verify":
      return `Verifying the archive, ${sizeText(done)}`;
  }
}

/** What a person reads when a backup is there. */
export function backedUpLines(
  { path, sizeBytes, manifest, problems, durationMs, removed }: BackupReport,
  keepDays: number | undefined,
  style: Style,
): string[] {
  const file = basename(path);
  const size = isSnapshotFileName(file)
    ? `${grownText(file, sizeBytes)} of ${sizeText(memberBytes(manifest, ""))}`
    : sizeText(sizeBytes);
  const width = Math.max(...manifest.components.map(({ name }) => name.length));
  return [
    ...manifest.components.map((record) => componentLine(record, manifest, width)),
    `${printable(file)}   ${size}   verified, ${durationText(durationMs)}`,
    ...(manifest.canRestore.value
      ? []
      : [`The archive alone does not suffice: ${printable(manifest.canRestore.reason ?? "")}.`]),
    ...(keepDays === undefined ? [] : [keptLine(keepDays, removed)]),
    ...problemLines(problems, style),
  ];
}

function componentLine(record: ComponentRecord, manifest: Manifest, width: number): string {
  const { name, skippedReason } = record;
  const label = name.padEnd(width);
  if (skippedReason !== undefined) return `${label}   skipped: ${skippedReason}`;
  const bytes = memberBytes(manifest, `${name}/`);
  return [label, ...(bytes > 0 ? [sizeText(bytes)] : []), countsText(record)].join("   ");
}

function memberBytes({ members }: Manifest, prefix: string): number {
  return members
    .filter(({ name }) => name.startsWith(prefix))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function countsText({ name, counts, versions }: ComponentRecord): string {
  switch (name) {
    case "application":
      return `${countText(counts.sessions ?? 0, "session")}, ${countText(counts.messages ?? 0, "message")}`;
    case "vectors": {
      const vectors = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const kinds = [versions.kept, ...Object.keys(counts)].join(", ");
      return `${countText(vectors, "vector")} (${kinds})`;
    }
    case "config": {
      const { settings = 0, references = 0 } = counts;
      return `${countText(settings, "setting")}, ${references} by reference`;
    }
    case "volumes":
      return countText(counts.volumes ?? 0, "volume");
  }
}

function keptLine(keepDays: number, removed: BackupReport["removed"]): string {
  const days = `kept ${countText(keepDays, "day")}`;
  if (removed.length === 0) return `${days}: no backup was older`;
  const names = removed.map(({ file }) => printable(file)).join(", ");
  return `${days}: ${countText(removed.length, "backup")} removed (${names})`;
}

function problemLines(problems: MemberProblem[], style: Style): string[] {
  if (problems.length === 0) return [];
  const left = problems.length - listedLimit;
  return [
    style.yellow(`The backup is partial, ${countText(problems.length, "problem")}:`),
    ...problems
      .slice(0, listedLimit)
      .map(({ name, reason }) => `  ${printable(`${name}: ${reason}`)}`),
    ...(left > 0 ? [`  and ${left.toLocaleString("en-US")} more (--json lists all)`] : []),
  ];
}

/** What the disk has for an archive; of a snapshot that is what its repository grew by. */
export function grownText(file: string, bytes: number): string {
  return isSnapshotFileName(file) ? `+${sizeText(bytes)}` : sizeText(bytes);
}

/** In millions of bytes, as disks are sold; thousands where it is less than one. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
}
