import { ArchiveDamaged, WrongKey } from "../archive/errors.ts";
import { Refused } from "../exit-codes.ts";

// Classes, because each is answered in another way.

/** There is no repository at the place that is named. */
export class NoRepository extends Error {}

/** Somebody else's lock is on the repository, be it of one that is gone. */
export class RepositoryLocked extends Refused {}

/**
 * What restic ended with, in a person's words. `place` is its repository as people may see it.
 *
 * https://restic.readthedocs.io/en/stable/075_scripting.html#exit-codes
 */
export function resticProblem(code: number | null, complaints: string, place: string): Error {
  const message = withoutPasswords(reasonIn(complaints)) || `ended with ${code}`;
  if (code === 10) {
    return new NoRepository(
      `${place}: there is no repository of restic; use the one that the backups are in`,
    );
  }
  if (code === 11) {
    return new RepositoryLocked(
      `${place}: another run is at work there, or was killed: ${message}`,
    );
  }
  // 0.17.0 has no exit code of its own for it.
  if (code === 12 || message.includes("wrong password or no key found")) {
    return new WrongKey(`${place}: opens with another key than the one that is set`);
  }
  if (damage.test(message) && !message.includes("unable to open config file")) {
    return new ArchiveDamaged(`${place}: is damaged: ${message}`);
  }
  return new Error(`restic: ${message}`);
}

/** What it says of files that are not as it has written them, or gone; without its first one it knows nothing. */
const damage =
  /verification failed|invalid data returned|file is too short|not found in repository|is damaged|no such file|does not exist/;

/** A repository's place without the login that may be in it. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/\/\/[^\s/]+@/g, "//***@");
}

/** With `--json` the last line is an object with the reason; a crash has it first, and much behind it. */
function reasonIn(complaints: string): string {
  const lines = complaints.trim().split("\n");
  const crash = lines.find((line) => line.startsWith("panic: "));
  if (crash !== undefined) return `${crash}; use a later version`;
  try {
    const { message } = JSON.parse(lines.at(-1) ?? "");
    return String(message).trim();
  } catch {
    return complaints.trim().slice(-2_000);
  }
}
