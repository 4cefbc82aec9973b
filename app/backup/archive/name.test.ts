import fc from "fast-check";
import { expect, test } from "vitest";
import {
  archiveFileName,
  backupTypes,
  compressions,
  folderName,
  folderOfSnapshotFile,
  isBackupFileName,
  parseArchiveFileName,
  parseFolderName,
  snapshotFileName,
} from "./name.ts";

const startedAt = Date.UTC(2026, 10, 21, 22, 15, 0);

test("names tell type, time in UTC, compression and encryption", () => {
  const name = { type: "full", startedAt } as const;
  expect(folderName(name)).toBe("opc_backup_full_20261121_221500");
  expect(archiveFileName(name, { compression: "gzip", encrypted: false })).toBe(
    "opc_backup_full_20261121_221500.tar.gz",
  );
  expect(archiveFileName(name, { compression: "zstd", encrypted: true })).toBe(
    "opc_backup_full_20261121_221500.tar.zst.enc",
  );
});

test("the file of a snapshot has the name of the folder in it", () => {
  const fileName = snapshotFileName({ type: "vectors", startedAt });
  expect(fileName).toBe("opc_backup_vectors_20261121_221500.restic");
  expect(folderOfSnapshotFile(fileName)).toBe("opc_backup_vectors_20261121_221500");
  expect(isBackupFileName(fileName)).toBe(true);
  expect(isBackupFileName("opc_backup_vectors_20261121_221500.tar.gz")).toBe(true);
  for (const other of ["restic", "opc_backup_all_20261121_221500.restic", `${fileName}.enc`]) {
    expect(folderOfSnapshotFile(other)).toBe(undefined);
    expect(isBackupFileName(other)).toBe(false);
  }
});

test("every name is read back as what it was made from, to the second", () => {
  const day = { noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31T23:59:59Z") };
  fc.assert(
    fc.property(
      fc.constantFrom(...backupTypes),
      fc.date(day),
      fc.constantFrom(...compressions),
      fc.boolean(),
      (type, date, compression, encrypted) => {
        const wholeSeconds = Math.floor(date.getTime() / 1000) * 1000;
        const fileName = archiveFileName(
          { type, startedAt: date.getTime() },
          { compression, encrypted },
        );
        const parts = { type, startedAt: wholeSeconds, compression, encrypted };
        expect(parseArchiveFileName(fileName)).toEqual(parts);
      },
    ),
  );
});

test.each([
  "opc_backup_full_20261121_221500.tar",
  "opc_backup_full_20261121_221500.tar.gz.manifest.json",
  "opc_backup_all_20261121_221500.tar.gz",
  "opc_backup_full_20260231_221500.tar.gz",
  "opc_backup_full_20261121_246000.tar.gz",
  ".opc_backup_full_20261121_221500.tar.gz",
  "../opc_backup_full_20261121_221500.tar.gz",
])("%s is no name of an archive", (name) => {
  expect(parseArchiveFileName(name)).toBe(undefined);
});

test("the name of a folder has nothing behind it", () => {
  expect(parseFolderName("opc_backup_full_20261121_221500/..")).toBe(undefined);
});
