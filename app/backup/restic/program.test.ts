import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { restic } from "./program.ts";

const access = { repository: "rest:https://me:canary@example.org/", password: "canary-password" };

/** A program of this name that does what `script` says, alone on the PATH. */
function fakeRestic(script: string | undefined): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  if (script !== undefined) {
    const path = join(bin, "restic");
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
  vi.stubEnv("PATH", bin);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder.path;
}

test("where there is no restic, and where it is too old, it is said what to install", async () => {
  fakeRestic(undefined);
  await expect(restic(access).refuseOld()).rejects.toThrow(
    "restic: is not on PATH; install restic 0.17 or later (https://restic.net)",
  );
  fakeRestic("echo 'restic 0.16.4 compiled with go1.21 on linux/amd64'");
  await expect(restic(access).refuseOld()).rejects.toThrow(
    "restic: is 0.16.4, and 0.17 is needed, whose exit codes tell what is wrong; install a later one",
  );
  fakeRestic("echo something else");
  await expect(restic(access).refuseOld()).rejects.toThrow(
    "restic: is unknown, and 0.17 is needed",
  );
  for (const version of ["0.17.0", "0.18.1", "0.100.0", "1.2.0"]) {
    fakeRestic(`echo 'restic ${version} compiled with go1.26 on linux/amd64'`);
    await restic(access).refuseOld();
  }
});

test("no list of processes shows the repository or its password", async () => {
  const folder = fakeRestic('echo "$@"; export -p');
  vi.stubEnv("RESTIC_PASSWORD_COMMAND", "of a person");
  vi.stubEnv("DATABASE_PASSWORD", "canary of another kind");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "an id");
  const [args = "", ...variables] = (await restic(access).run(["snapshots"])).split("\n");
  expect(args).toBe("--json --no-cache snapshots");
  const names = variables.flatMap((line) => /^export (\w+)=/.exec(line)?.[1] ?? []);
  expect(names).toEqual(
    expect.arrayContaining(["AWS_ACCESS_KEY_ID", "PATH", "RESTIC_PASSWORD", "RESTIC_REPOSITORY"]),
  );
  expect(names).not.toContain("DATABASE_PASSWORD");
  expect(names).not.toContain("RESTIC_PASSWORD_COMMAND");
  expect(variables.join()).toContain("canary-password");
  expect(folder).not.toContain("canary");
});

test("what it says of its end comes without logins, as the last thing it says", async () => {
  const message = "Fatal: unable to open rest:https://me:canary@example.org/: 500";
  const line = JSON.stringify({ message_type: "exit_error", code: 1, message });
  fakeRestic(`echo first >&2; echo '${line}' >&2; echo printed; exit 1`);
  await expect(restic(access).run(["snapshots"])).rejects.toThrow(
    /^restic: Fatal: unable to open rest:https:\/\/\*\*\*@example\.org\/: 500$/,
  );
});

test("a lock that goes is waited for, and one that stays is told of when the time is over", async () => {
  const folder = fakeRestic(
    'case "$*" in *unlock*) echo u >> "$AWS_TEST";; *) [ -s "$AWS_TEST" ] || exit 11; echo done;; esac',
  );
  vi.stubEnv("AWS_TEST", join(folder, "unlocked"));
  expect(await restic(access).run(["snapshots"])).toBe("done\n");
  expect(readFileSync(join(folder, "unlocked"), "utf8")).toBe("u\n");
  fakeRestic('case "$*" in *unlock*) exit 0;; *) exit 11;; esac');
  await expect(restic({ ...access, lockWaitSeconds: 0.3 }).run(["prune"])).rejects.toThrow(
    "rest:https://***@example.org/: another run is at work there, or was killed",
  );
});

test("whoever stops reading stops the program, too", async () => {
  const folder = fakeRestic(
    // Silent, as one that waits for its store: a pipe that is closed does not end it.
    `trap 'echo gone > "$AWS_TEST"; exit 1' INT; echo line; for i in 1 2 3 4 5 6 7 8 9; do /bin/sleep 0.3; done`,
  );
  vi.stubEnv("AWS_TEST", join(folder, "gone"));
  for await (const _ of restic(access).output(["dump"])) break;
  expect(readFileSync(join(folder, "gone"), "utf8")).toBe("gone\n");
});
