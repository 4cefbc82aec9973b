import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import Database from "better-sqlite3";
import type { ChatSource, Reading } from "./model.ts";

/** A folder for the files of a test that is gone when the `using` block ends. */
export function temporaryFiles() {
  const path = mkdtempSync(join(tmpdir(), "sources-"));
  const at = (name: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    return join(path, name);
  };
  return {
    path,
    /** Writes bytes and text as they are, a list as one JSON line each, anything else as JSON. */
    put(name: string, content: object | string): string {
      const isPlain = typeof content === "string" || Buffer.isBuffer(content);
      const lines = Array.isArray(content) ? content : undefined;
      const text = lines?.map((line) => `${JSON.stringify(line)}\n`).join("");
      writeFileSync(at(name), isPlain ? content : (text ?? JSON.stringify(content)));
      return join(path, name);
    },
    /** Makes the database in which VS Code keeps the state of a workspace. */
    putState(name: string, state: Record<string, string | Buffer>): Database.Database {
      const database = new Database(at(name));
      database.exec("CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)");
      const insert = database.prepare("INSERT INTO ItemTable VALUES (?, ?)");
      for (const [key, value] of Object.entries(state)) insert.run(key, value);
      return database;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Everything that a source gives: paths relative to `folder`, failures as `path: message`. */
export async function readAll(source: ChatSource, folder: string) {
  const paths: string[] = [];
  const readings: Reading[] = [];
  const failures: string[] = [];
  const listingProblems: string[] = [];
  for await (const file of source.list((problem) => listingProblems.push(problem))) {
    const path = relative(folder, file.path);
    paths.push(path);
    try {
      readings.push(...(await source.read(file)));
    } catch (error) {
      failures.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { paths, readings, failures, listingProblems };
}
