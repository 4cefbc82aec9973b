import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { listChats } from "../app/import/discovery.ts";
import { importChats } from "../app/import/import.ts";
import { sanitizer } from "../app/sanitize/sanitizer.ts";
import { identifierPhrases } from "../app/search/identifiers.ts";
import { vscodeSource } from "../app/sources/vscode/source.ts";
import { openSqliteStore } from "../app/store/sqlite.ts";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";

/** What one run measured. */
export interface Figures {
  seconds: number;
  /** Of the processor, over all threads. A busy machine disturbs it less. */
  cpuSeconds: number;
  /** Largest memory of the process. */
  peakBytes: number;
  /** Of the database after an import: what it takes, and the text of messages and tools in it. */
  databaseBytes?: number;
  messageTextBytes?: number;
  toolTextBytes?: number;
}

/** As many as a step of an import has. */
const messagesPerTransaction = 400;

/**
 * The runs that `import.ts` compares, each a process of its own: `node import-tasks.ts <task> <user>
 * <data>` reads the folder `User` or the database in `data`, and prints its figures as JSON.
 */
const tasks: Record<string, (user: string, data: string) => Promise<Partial<Figures>>> = {
  async floor(user, data) {
    const watch = stopwatch();
    parseFiles(user, watch);
    insertRows(join(data, "chats.db"), watch);
    return watch.time;
  },
  async words(_, data) {
    const watch = stopwatch();
    insertWords(join(data, "chats.db"), watch);
    return watch.time;
  },
  async import(user, data) {
    const time = await importTime(user, data, false);
    return { ...time, ...sizesOf(join(data, "chats.db")) };
  },
  vectors: (user, data) => importTime(user, data, true),
  async stat(user) {
    const watch = stopwatch();
    watch.run(() => filesBelow(user).map((path) => statSync(path)));
    return watch.time;
  },
  again: (user, data) => importTime(user, data, false),
};

const [task = "", user = "", data = ""] = process.argv.slice(2);
const figures = await tasks[task]?.(user, data);
const peakBytes = process.resourceUsage().maxRSS * 1_024;
process.stdout.write(JSON.stringify({ ...figures, peakBytes }));

function parseFiles(user: string, watch: Stopwatch): void {
  for (const path of filesBelow(user)) {
    const text = readFileSync(path, "utf8");
    const pieces = path.endsWith(".jsonl") ? text.trimEnd().split("\n") : [text];
    watch.run(() => pieces.map((piece) => JSON.parse(piece)));
  }
}

/** Inserts the rows of the database at `path` into the same tables, without indexes of any kind. */
function insertRows(path: string, watch: Stopwatch): void {
  const source = new Database(path, { readonly: true });
  const target = new Database(`${path}.floor`);
  target.pragma("journal_mode = WAL");
  target.pragma("synchronous = NORMAL");
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
    for (const row of rows.iterate()) {
      batch.push(row);
      if (batch.length < messagesPerTransaction) continue;
      watch.run(write);
      batch = [];
    }
    watch.run(write);
  }
  source.close();
  target.close();
}

/** Inserts the words of the messages in the database at `path` into the same full-text table. */
function insertWords(path: string, watch: Stopwatch): void {
  const source = new Database(path, { readonly: true });
  const target = new Database(`${path}.floor`);
  target.pragma("journal_mode = WAL");
  target.pragma("synchronous = NORMAL");
  const table = source.prepare("select sql from sqlite_master where name = 'messages_fts'");
  target.exec(String(table.pluck().get()));
  // Its settings: FTS5 takes no number but a whole one, so they go from file to file.
  target.prepare("attach ? as source").run(path);
  target.exec(`
    insert into messages_fts (messages_fts, rank)
      select k, v from source.messages_fts_config where k <> 'version';
    detach source`);
  const insert = target.prepare("insert into messages_fts values ('', ?, ?, ?)");
  const rows = source.prepare<[], string[]>("select role, text from messages order by id").raw();
  let batch: string[][] = [];
  const write = target.transaction(() => {
    for (const row of batch) insert.run(...row);
  });
  for (const [role, text = ""] of rows.iterate()) {
    const identifiers = [...identifierPhrases(text)].join("\n");
    batch.push(role === "user" ? [text, "", identifiers] : ["", text, identifiers]);
    if (batch.length < messagesPerTransaction) continue;
    watch.run(write);
    batch = [];
  }
  watch.run(write);
  source.close();
  target.close();
}

async function importTime(user: string, data: string, hasVectors: boolean): Promise<Time> {
  const { store, vectors } = await openSqliteStore({ directory: data });
  const watch = stopwatch();
  const stop = watch.start();
  const report = await importChats({
    listings: await listChats([vscodeSource({ userFolders: [user] })]),
    store: hasVectors ? store : { ...store, messagesWithoutVector: async () => [] },
    vectors,
    embedder: hashedNgrams,
    sanitizer: sanitizer({ key: new Uint8Array(32).fill(7) }),
  });
  stop();
  await store.close();
  if (report.failures.length + report.problems.length > 0) throw new Error(JSON.stringify(report));
  return watch.time;
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

type Time = Pick<Figures, "seconds" | "cpuSeconds">;

interface Stopwatch {
  /** All that was measured so far. */
  time: Time;
  run(work: () => unknown): void;
  /** Gives what stops it. */
  start(): () => void;
}

function stopwatch(): Stopwatch {
  const time = { seconds: 0, cpuSeconds: 0 };
  const start = () => {
    const startedAt = performance.now();
    const used = process.cpuUsage();
    return () => {
      const { user, system } = process.cpuUsage(used);
      time.seconds += (performance.now() - startedAt) / 1e3;
      time.cpuSeconds += (user + system) / 1e6;
    };
  };
  return {
    time,
    start,
    run(work) {
      const stop = start();
      work();
      stop();
    },
  };
}
