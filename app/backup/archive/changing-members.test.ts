import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { extractArchive } from "./extract.ts";
import { openMember } from "./member-content.ts";
import { backupFolders, filesIn } from "./testing.ts";
import { verifyArchive } from "./verify.ts";

/** Reads a member, and lets `change` have its file when the first chunk is read. */
async function readWhile(content: Buffer, change: (path: string) => void) {
  using folders = backupFolders({ "a/file": content });
  const path = join(folders.source, "a/file");
  const member = await openMember({ name: "a/file", path });
  if ("reason" in member) throw new Error(member.reason);
  await using file = member;
  const pieces: Buffer[] = [];
  for await (const chunk of file.content()) {
    if (pieces.length === 0) change(path);
    pieces.push(chunk);
  }
  return { content: Buffer.concat(pieces), ...(await file.result()) };
}

const large = randomBytes(3_000_000);

test("a file that shrinks while it is read keeps its size, with zeros, and is a problem", async () => {
  const { content, problem } = await readWhile(large, (path) => truncateSync(path, 1_700_000));
  const expected = Buffer.concat([large.subarray(0, 1_700_000), Buffer.alloc(1_300_000)]);
  expect(content.equals(expected)).toBe(true);
  expect(problem).toBe("shrank while it was read: bytes 1700000 to 3000000 are zeros");
});

test("a file that grows while it is read is archived as far as it was long", async () => {
  const { content, problem } = await readWhile(large, (path) => appendFileSync(path, "more"));
  expect(content.equals(large)).toBe(true);
  expect(problem).toBe("grew while it was read: only the first 3000000 bytes");
});

test("a file that is written to while it is read is a problem", async () => {
  const { content, problem } = await readWhile(large, (path) =>
    writeFileSync(path, Buffer.alloc(3_000_000, 7)),
  );
  expect(content).toHaveLength(3_000_000);
  expect(problem).toBe("changed while it was read: may be of two states");
});

test("a file that is left alone is no problem", async () => {
  const { content, problem } = await readWhile(large, () => {});
  expect(content.equals(large)).toBe(true);
  expect(problem).toBe(undefined);
});

test("what cannot be read is left out by name, and the archive is whole", async () => {
  using folders = backupFolders({ "a/good": "good", "a/gone": "", "a/link": "", "a/pipe": "" });
  for (const name of ["a/gone", "a/link", "a/pipe"]) rmSync(join(folders.source, name));
  symlinkSync(join(folders.source, "a/good"), join(folders.source, "a/link"));
  execFileSync("mkfifo", [join(folders.source, "a/pipe")]);
  const { path, problems, manifest } = await folders.write({
    members: [...folders.members(), { name: "a/folder", path: folders.source }],
  });
  expect(problems).toEqual([
    { name: "a/gone", reason: "left out: cannot be read, got ENOENT" },
    { name: "a/link", reason: "left out: cannot be read, got ELOOP" },
    { name: "a/pipe", reason: "left out: is not a regular file" },
    { name: "a/folder", reason: "left out: is not a regular file" },
  ]);
  expect(manifest.problems).toEqual(problems);
  expect(await verifyArchive({ path })).toEqual(manifest);
  await extractArchive({ path, into: folders.into });
  expect(Object.keys(filesIn(folders.into))).toEqual(["a/good"]);
});
