import { join } from "node:path";
import { expect, test } from "vitest";
import { backupFolders } from "../archive/testing.ts";
import { commitBackup } from "./commit.ts";
import { recordFailedRun } from "./failed-run.ts";
import { backupFigures } from "./figures.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1, 2);

test("a folder of backups tells its newest, the last check, and what has failed", async () => {
  using folders = backupFolders();
  const make = async (startedAt: number, verifiedAt: number | undefined) => {
    const written = await folders.write({ name: { type: "full", startedAt } });
    await commitBackup(written, { verifiedAt });
    return written.sizeBytes;
  };
  await make(start, start + 60_000);
  const sizeBytes = await make(start + day, undefined);
  await recordFailedRun(folders.directory, "vectors", "disk full");
  expect(await backupFigures(folders.directory)).toEqual({
    newest: { startedAt: start + day, sizeBytes },
    verifiedAt: start + 60_000,
    byType: [
      { type: "full", count: 2, hasFailed: false },
      { type: "application", count: 0, hasFailed: false },
      { type: "vectors", count: 0, hasFailed: true },
      { type: "volumes", count: 0, hasFailed: false },
      { type: "config", count: 0, hasFailed: false },
    ],
  });
});

test("a folder that is not there has no backups", async () => {
  using folders = backupFolders();
  const { newest, verifiedAt, byType } = await backupFigures(join(folders.directory, "gone"));
  expect([newest, verifiedAt]).toEqual([undefined, undefined]);
  expect(byType.every(({ count, hasFailed }) => count === 0 && !hasFailed)).toBe(true);
});
