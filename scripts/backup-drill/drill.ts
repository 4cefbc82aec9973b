import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { isOfRestic } from "../../app/backup/restic/environment.ts";
import { chatApp, fileVariable } from "../../app/service.ts";
import { projectDirectory } from "../stack.ts";

export interface DrillOptions {
  /** The archive that is restored; undefined for a new one of the sample chats. */
  archive: string | undefined;
  /** Whose key of backups, and way to the repository of restic, is used; nothing else of it is. */
  environment: NodeJS.ProcessEnv;
  /** Hears of each command before it runs. */
  tell: (line: string) => void;
}

export interface DrillResult {
  /** From the archive to an answer of a search. */
  restoreSeconds: number;
}

/** A person waits no longer for their chats. */
export const limitSeconds = 15 * 60;

/**
 * Restores an archive into an empty folder, looks for damage there and searches it, by the command
 * line that a person has. Throws with its words where any of it fails, or takes longer than
 * `limitSeconds`; leaves nothing behind.
 */
export async function drill({ archive, environment, tell }: DrillOptions): Promise<DrillResult> {
  const folder = mkdtempSync(join(tmpdir(), "backup-drill-"));
  try {
    const chats = commandLine(folder, environment, tell);
    const path = archive === undefined ? await sampleArchive(folder, chats) : resolve(archive);
    const startedAt = performance.now();
    await chats("restored", ["restore", path]);
    await chats("restored", ["maintain", "--check"]);
    await chats("restored", ["search", "the"]);
    const restoreSeconds = (performance.now() - startedAt) / 1_000;
    if (restoreSeconds <= limitSeconds) return { restoreSeconds };
    throw new Error(
      `restore: took ${Math.round(restoreSeconds)} s, and ${limitSeconds} s are the limit; ` +
        "use a quicker disk, or a smaller database (chats maintain --retention-days)",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Chats = (folder: string, args: string[]) => Promise<string>;

async function sampleArchive(folder: string, chats: Chats): Promise<string> {
  await chats("source", ["import", "--samples"]);
  const report = JSON.parse(await chats("source", ["backup", "full", "--json"]));
  await chats("source", ["backup", "verify", report.path]);
  return join(folder, "source", "backups", report.path.split("/").at(-1));
}

function commandLine(
  folder: string,
  environment: NodeJS.ProcessEnv,
  tell: DrillOptions["tell"],
): Chats {
  const { backup, dataDirectory } = chatApp.environment;
  const { keyFile, key, passphrase, resticRepository } = backup;
  const own: string[] = [
    ...[keyFile, key, passphrase, fileVariable(passphrase)],
    ...[resticRepository, fileVariable(resticRepository)],
  ];
  const kept = Object.entries(environment).filter(
    ([name]) => own.includes(name) || isOfRestic(name),
  );
  return async (data, args) => {
    tell(`chats ${args.join(" ")}`);
    const child = spawn(process.execPath, [join(projectDirectory, "app", chatApp.entry), ...args], {
      env: { ...Object.fromEntries(kept), [dataDirectory]: join(folder, data) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const closed = once(child, "close");
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    if (code === 0) return out;
    throw new Error(`chats ${args[0]}: ended with ${code}: ${(err || out).trim()}`);
  };
}
