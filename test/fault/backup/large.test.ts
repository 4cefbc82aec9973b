import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { extractArchive } from "../../../app/backup/archive/extract.ts";
import { manifestCopyPath } from "../../../app/backup/archive/manifest-copy.ts";
import { backupFolders } from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";

vi.setConfig({ testTimeout: 240_000 });

test("a member of more than 4 GiB, of zeros but for its end, is archived and read back", async () => {
  using folders = backupFolders({ "a/small": "small" });
  const path = join(folders.source, "sparse");
  const zeroBytes = 4 * 1024 ** 3 + 7;
  writeFileSync(path, "");
  truncateSync(path, zeroBytes);
  appendFileSync(path, "chats");
  const members = [{ name: "a/sparse", path }, ...folders.members()];
  const written = await folders.write({ members, compression: "zstd" });
  const [sparse] = written.manifest.members;
  expect(sparse?.sizeBytes).toBe(zeroBytes + 5);
  // By `head -c 4294967303 /dev/zero; printf chats`, through sha256sum.
  expect(sparse?.sha256).toBe("7f71f95bff34480d603a11c322dd527727b2ee5a587eaad1f46644d6b1449981");
  // Some thousandth of what it holds is a size that nothing but zeros shrinks to.
  expect(written.sizeBytes).toBeLessThan(zeroBytes / 2_000);
  const { path: archive } = written;
  const wanted = (name: string) => name === "a/small";
  expect(await extractArchive({ path: archive, into: folders.into, wanted })).toEqual(
    written.manifest,
  );
  expect(readFileSync(join(folders.into, "a/small"), "utf8")).toBe("small");
});

/** CPU time of this process in milliseconds that `work` takes. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

test("ten times as many small files take ten times as long, and as much in the manifest", async () => {
  using folders = backupFolders({});
  const run = async (files: number) => {
    const members = Array.from({ length: files }, (_, number) => {
      const folder = join(folders.source, `${files}`, `${Math.floor(number / 1_000)}`);
      const path = join(folder, `${number}.json`);
      if (number % 1_000 === 0) mkdirSync(folder, { recursive: true });
      writeFileSync(path, `{"number":${number}}`);
      return { name: `a/${number}.json`, path };
    });
    const name = { type: "full", startedAt: files * 1_000 } as const;
    let path = "";
    const writeMs = await cpuMs(async () => {
      ({ path } = await folders.write({ name, members }));
    });
    const verifyMs = await cpuMs(() => verifyArchive({ path }));
    const manifestBytes = statSync(manifestCopyPath(path)).size;
    return [writeMs, verifyMs, manifestBytes].map((amount) => amount / files);
  };
  // The first run lets the code get quick.
  await run(1_000);
  const [few = [], many = []] = [await run(2_000), await run(20_000)];
  for (const [index, perFile] of many.entries()) {
    expect(perFile).toBeLessThan(1.5 * (few[index] ?? 0));
  }
  expect(many[2]).toBeLessThan(200);
});
