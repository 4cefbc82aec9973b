import { expect, test } from "vitest";
import { ArchiveDamaged, WrongKey } from "../archive/errors.ts";
import { Refused } from "../exit-codes.ts";
import { NoRepository, RepositoryLocked, resticProblem, withoutPasswords } from "./problem.ts";

/** As restic 0.18.1 says it. */
const ends = (code: number, message: string) =>
  `some line before\n${JSON.stringify({ message_type: "exit_error", code, message })}\n`;

test.each([
  [10, "Fatal: repository does not exist", NoRepository, "there is no repository of restic"],
  [11, "already locked by PID 7", RepositoryLocked, "another run is at work there"],
  [12, "Fatal: wrong password or no key found", WrongKey, "opens with another key"],
  [1, "Fatal: wrong password or no key found", WrongKey, "opens with another key"],
  [
    1,
    "decrypting blob <data/4> failed: ciphertext verification failed",
    ArchiveDamaged,
    "is damaged",
  ],
  [1, "LoadRaw(<index/f71fbe2ceb>): invalid data returned", ArchiveDamaged, "is damaged"],
  [1, "ReadFull(<data/ad1c67e7f8>): file is too short", ArchiveDamaged, "is damaged"],
  [1, "id 3d334fc9 not found in repository", ArchiveDamaged, "is damaged"],
  [1, "open data/ad/ad1c: no such file or directory", ArchiveDamaged, "is damaged"],
])("exit code %i with %j is told apart", (code, message, kind, text) => {
  const problem = resticProblem(code, ends(code, message), "/backups/restic");
  expect(problem).toBeInstanceOf(kind);
  expect(problem.message).toMatch(/^\/backups\/restic: /);
  expect(problem.message).toContain(text);
});

test("a network that is away is no damage, and a lock is a refusal", () => {
  const away = ends(1, "Fatal: unable to open config file: dial tcp: connection refused");
  const problem = resticProblem(1, away, "s3:host/bucket");
  expect(problem).not.toBeInstanceOf(ArchiveDamaged);
  expect(problem.message).toBe(
    "restic: Fatal: unable to open config file: dial tcp: connection refused",
  );
  const noBucket = ends(1, "Fatal: unable to open config file: the bucket does not exist");
  expect(resticProblem(1, noBucket, "s3:host/bucket")).not.toBeInstanceOf(ArchiveDamaged);
  expect(resticProblem(11, "", "x")).toBeInstanceOf(Refused);
  expect(resticProblem(null, "", "x").message).toBe("restic: ended with null");
});

test("of a crash its reason is told, and not where in restic it was", () => {
  const crash = "panic: runtime error: nil pointer\n[signal SIGSEGV]\n\ngoroutine 18 [running]:\n";
  expect(resticProblem(2, crash, "x").message).toBe(
    "restic: panic: runtime error: nil pointer; use a later version",
  );
});

test.each([
  ["rest:https://me:secret@host:8000/chats", "rest:https://***@host:8000/chats"],
  ["rest:https://me:sec@ret@host/", "rest:https://***@host/"],
  ["s3:https://host/bucket/a@b", "s3:https://host/bucket/a@b"],
  ["/srv/backups/restic", "/srv/backups/restic"],
])("of %s people see %s", (place, shown) => {
  expect(withoutPasswords(place)).toBe(shown);
});
