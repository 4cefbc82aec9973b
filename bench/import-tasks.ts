import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { listChats } from "../app/import/discovery.ts";
import { importChats } from "../app/import/import.ts";
import { sanitizer } from "../app/sanitize/sanitizer.ts";
import { vscodeSource } from "../app/sources/vscode/source.ts";
import { openSqliteStore } from "../app/store/sqlite.ts";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";

/** What one run measured. */
export interface Figures {
  seconds: number;
  /** Largest memory of the process. */
  peakBytes: number;
  /** Of the database after an import: what it takes, and the text of messages and tools in it. */
  databaseBytes?: number;
  messageTextBytes?: number;
  toolTextBytes?: number;
}

/**
 * The runs that `import.ts` compares, each a process of its own: `node import-tasks.ts <task> <user>
 * <data>` reads the folder `User` or the database in `data`, and prints its figures as JSON.
 */
const tasks: Record<string, (user: string, data: string) => Promise<Partial<Figures>>> = {
  async floor(user, data) {
    return { seconds: parseSeconds(user) + insertSeconds(join(data, "chats.db")) };
  },
  async import(user, data) {
    const seconds = await importSeconds(user, data, false);
    return { seconds, ...sizesOf(join(data, "chats.db")) };
  },
  async vectors(user, data) {
    return { seconds: await importSeconds(user, data, true) };
  },
  async stat(user) {
    return { seconds: secondsOf(() => filesBelow(user).map((path) => statSync(path))) };
  },
  async again(user, data) {
    return { seconds: await importSeconds(user, data, false) };
  },
};

const [task = "", user = "", data = ""] = process.argv.slice(2);
const figures = await tasks[task]?.(user, data);
const peakBytes = process.resourceUsage().maxRSS * 1_024;
process.stdout.write(JSON.stringify({ ...figures, peakBytes }));

function parseSeconds(user: string): number {
  let seconds = 0;
  for (const path of filesBelow(user)) {
    const text = readFileSync(path, "utf8");
    const pieces = path.endsWith(".jsonl") ? text.trimEnd().split("\n") : [text];
    seconds += secondsOf(() => pieces.map((piece) => JSON.parse(piece)));
  }
  return seconds;
}

/** Inserts the rows of the database at `path` into the same tables, without indexes of any kind. */
function insertSeconds(path: string): number {
  const source = new Database(path, { readonly: true });
  const target = new Database(`${path}.floor`);
  target.pragma("journal_mode = WAL");
  target.pragma("synchronous = NORMAL");
  let seconds = 0;
  for (const table of ["conversations", "messages", "tool_calls", "usage", "source_files"]) {
    const columns = source.pragma(`table_info(${table})`) as { name: string }[];
    const names = columns.map(({ name }) => name).join(", ");
    target.exec(`create table ${table} (${names})`);
    const places = columns.map(() => "?").join(", ");
    const insert = target.prepare(`insert into ${table} (${names}) values (${places})`);
    const rows = source.prepare<[], unknown[]>(`select ${names} from ${table}`).raw();
    let batch: unknown[][] = [];
    const write = target.transaction(() => {
      for (const row of batch) insert.run(...row);
    });
    // As many rows a transaction as an import of one session has.
    for (const row of rows.iterate()) {
      batch.push(row);
      if (batch.length < 40) continue;
      seconds += secondsOf(write);
      batch = [];
    }
    seconds += secondsOf(write);
  }
  source.close();
  target.close();
  return seconds;
}

async function importSeconds(user: string, data: string, hasVectors: boolean): Promise<number> {
  const { store, vectors } = await openSqliteStore({ directory: data });
  const startedAt = performance.now();
  const report = await importChats({
    listings: await listChats([vscodeSource({ userFolders: [user] })]),
    store: hasVectors ? store : { ...store, messagesWithoutVector: async () => [] },
    vectors,
    embedder: hashedNgrams,
    sanitizer: sanitizer({ key: new Uint8Array(32).fill(7) }),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await store.close();
  if (report.failures.length + report.problems.length > 0) throw new Error(JSON.stringify(report));
  return seconds;
}

function sizesOf(path: string) {
  const database = new Database(path, { readonly: true });
  const bytes = (expression: string, table: string) =>
    Number(database.prepare(`select sum(${expression}) from ${table}`).pluck().get());
  const sizes = {
    databaseBytes: statSync(path).size,
    messageTextBytes: bytes("octet_length(text)", "messages"),
    toolTextBytes: bytes(
      "octet_length(summary) + octet_length(coalesce(input, '')) + octet_length(coalesce(output, ''))",
      "tool_calls",
    ),
  };
  database.close();
  return sizes;
}

function filesBelow(user: string): string[] {
  return readdirSync(user, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith("session-"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function secondsOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}
