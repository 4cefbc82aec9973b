import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../../app/commands/testing.ts";

/** Whether this process may have a file system of its own. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0;

/** What the file system gives at a time. */
export const pageBytes = 4_096;

/** A real disk of `bytes`, and others who fill it; gone with the running test. */
export function smallDisk(bytes: number) {
  const folder = temporaryFolder();
  const path = join(folder.path, "disk");
  mkdirSync(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path]);
  onTestFinished(() => {
    execFileSync("umount", [path]);
    folder[Symbol.dispose]();
  });
  const others = join(path, "of-others");
  return {
    path,
    /** Of whole pages. */
    leaveFree(freeBytes: number): void {
      rmSync(others, { force: true });
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(others, Buffer.alloc(bavail * bsize - freeBytes));
    },
    makeRoom: () => rmSync(others),
  };
}
