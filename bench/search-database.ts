import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { listChats } from "../app/import/discovery.ts";
import { importChats } from "../app/import/import.ts";
import { sanitizer } from "../app/sanitize/sanitizer.ts";
import { vscodeSource } from "../app/sources/vscode/source.ts";
import { openSqliteStore, sqliteMigrations } from "../app/store/sqlite.ts";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";
import { writeSessionFiles } from "./session-files.ts";

/**
 * Folder of a database with `messages` invented messages, as an import of their files leaves it, with
 * vectors of hashed n-grams. It is made once, by a process of its own, and stays in the person's cache
 * until what it is made by is another version, whose database takes its place.
 */
export function searchDatabase(messages: number): string {
  const name = `bench-search-${messages}-`;
  const folder = join(cache, `${name}${version()}`);
  if (existsSync(folder)) return folder;
  for (const earlier of globSync(`${name}*`, { cwd: cache })) {
    rmSync(join(cache, earlier), { recursive: true, force: true });
  }
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  const args = [import.meta.filename, String(messages), unfinished];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${folder}: could not be made`);
  renameSync(unfinished, folder);
  return folder;
}

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "copilot-platform");

const seed = 1;

/** Of the tables, the vectors and the texts. */
function version(): string {
  const texts = readFileSync(join(import.meta.dirname, "session-files.ts"), "utf8");
  const parts = [...Object.keys(sqliteMigrations), hashedNgrams.generation, seed, texts];
  return hash("sha256", parts.join("\n")).slice(0, 12);
}

if (import.meta.main) {
  const [messages, directory = ""] = process.argv.slice(2);
  await make(Number(messages), directory);
}

async function make(messages: number, directory: string): Promise<void> {
  const user = join(directory, "User");
  writeSessionFiles(user, messages, seed);
  const { store, vectors } = await openSqliteStore({ directory });
  const report = await importChats({
    listings: await listChats([vscodeSource({ userFolders: [user] })]),
    store,
    vectors,
    embedder: hashedNgrams,
    sanitizer: sanitizer({ key: new Uint8Array(32).fill(7) }),
  });
  await store.close();
  rmSync(user, { recursive: true });
  if (report.failures.length + report.problems.length > 0) throw new Error(JSON.stringify(report));
}
