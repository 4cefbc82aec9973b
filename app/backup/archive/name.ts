/** What a backup holds: one component, or all of them as one recovery point. */
export const backupTypes = ["full", "application", "vectors", "volumes", "config"] as const;

export type BackupType = (typeof backupTypes)[number];

export const compressions = ["gzip", "zstd"] as const;

export type Compression = (typeof compressions)[number];

/** What the names of a backup's files say. */
export interface ArchiveName {
  type: BackupType;
  /** Start of the run in milliseconds since 1970, of which names keep the seconds. */
  startedAt: number;
}

/** What the name of an archive's file says besides. */
export interface ArchiveForm {
  compression: Compression;
  encrypted: boolean;
}

/** Name of the folder within an archive, and what the names of a backup's files begin with. */
export function folderName({ type, startedAt }: ArchiveName): string {
  const [date, time] = new Date(startedAt)
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[-:]/g, "")
    .split("T");
  return `opc_backup_${type}_${date}_${time}`;
}

/** For example `opc_backup_full_20261121_221500.tar.gz`, in UTC; encrypted ones end in `.enc`. */
export function archiveFileName(name: ArchiveName, form: ArchiveForm): string {
  const extension = form.compression === "gzip" ? ".tar.gz" : ".tar.zst";
  return `${folderName(name)}${extension}${form.encrypted ? ".enc" : ""}`;
}

/** Undefined for names that no backup gives its archive. */
export function parseArchiveFileName(fileName: string): (ArchiveName & ArchiveForm) | undefined {
  const [, folder = "", extension, ending] = /^(.*?)\.tar\.(gz|zst)(\.enc)?$/.exec(fileName) ?? [];
  const name = parseFolderName(folder);
  if (name === undefined) return undefined;
  return {
    ...name,
    compression: extension === "gz" ? "gzip" : "zstd",
    encrypted: ending !== undefined,
  };
}

/** The file that names the snapshot of a backup in a repository of restic. */
export function snapshotFileName(name: ArchiveName): string {
  return `${folderName(name)}${snapshotEnding}`;
}

/** The folder in that snapshot; undefined for names that no backup gives such a file. */
export function folderOfSnapshotFile(fileName: string): string | undefined {
  if (!fileName.endsWith(snapshotEnding)) return undefined;
  const folder = fileName.slice(0, -snapshotEnding.length);
  return parseFolderName(folder) === undefined ? undefined : folder;
}

export function isSnapshotFileName(fileName: string): boolean {
  return folderOfSnapshotFile(fileName) !== undefined;
}

const snapshotEnding = ".restic";

/** Whether a backup would give this name to its archive, or to what names its snapshot. */
export function isBackupFileName(fileName: string): boolean {
  return parseArchiveFileName(fileName) !== undefined || isSnapshotFileName(fileName);
}

/** Undefined for names that no backup gives its folder, as one of the 31st of February. */
export function parseFolderName(folder: string): ArchiveName | undefined {
  const [, typeText, date, time] = /^opc_backup_([a-z]+)_(\d{8})_(\d{6})$/.exec(folder) ?? [];
  const type = backupTypes.find((known) => known === typeText);
  if (type === undefined || date === undefined || time === undefined) return undefined;
  const startedAt = Date.parse(
    `${date.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`,
  );
  if (Number.isNaN(startedAt)) return undefined;
  const name = { type, startedAt };
  return folderName(name) === folder ? name : undefined;
}
