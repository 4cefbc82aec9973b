import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { exportSessions } from "./archive/export.ts";
import type { FormatName } from "./archive/format.ts";
import { syncGit } from "./archive/git/sync.ts";
import { temporaryHome } from "./archive/git/testing.ts";
import { storeSource } from "./archive/source.ts";
import { extractArchive } from "./backup/archive/extract.ts";
import { runBackup } from "./backup/backup.ts";
import { chatServers } from "./http/servers.ts";
import { testServers } from "./http/testing.ts";
import { listChats } from "./import/discovery.ts";
import { importChats } from "./import/import.ts";
import { ingestServer } from "./ingest/test-ingest-server.ts";
import { pushSessions } from "./push/push.ts";
import { pushServer } from "./push/server.ts";
import { standIn, testPatience } from "./push/testing.ts";
import { canaries } from "./sanitize/rules/test-canaries.ts";
import type { Sanitizer } from "./sanitize/sanitizer.ts";
import { hybridSearch } from "./search/hybrid.ts";
import { readSettings } from "./settings.ts";
import { temporaryFiles } from "./sources/testing.ts";
import type { OpenedDatabase, OpenedStore } from "./store/open.ts";
import { openSqliteDatabase } from "./store/sqlite.ts";
import { jsonLog } from "./telemetry/log.ts";
import { canaryChats, canarySources } from "./test-canary-chats.ts";
import { hashedNgrams } from "./vectors/hashed-ngrams.ts";

/** What stands between a secret and the places that it could get to. */
export interface Guards {
  sanitizer: Sanitizer;
  leaks: (text: string) => string[];
}

/** A folder that is gone when the running test is over. */
export function ownFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "canaries-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Imports the chats of every kind; gives the texts that were to become vectors. */
export async function importCanaries(
  { store, vectors }: OpenedStore,
  { sanitizer }: Guards,
): Promise<string> {
  using files = temporaryFiles();
  const embedded: string[] = [];
  const embedder: typeof hashedNgrams = {
    ...hashedNgrams,
    embed(texts) {
      embedded.push(...texts);
      return hashedNgrams.embed(texts);
    },
  };
  const listings = await listChats(canarySources(files));
  const report = await importChats({ listings, store, vectors, embedder, sanitizer });
  const { failures, problems, sessionsAdded } = report;
  if (sessionsAdded !== canaryChats.length || failures.length + problems.length > 0) {
    throw new Error(
      `the chats were not read: ${JSON.stringify({ failures, problems, sessionsAdded })}`,
    );
  }
  return embedded.join("\n");
}

export async function sqliteDatabase(): Promise<{ directory: string; database: OpenedDatabase }> {
  const directory = ownFolder();
  const database = await openSqliteDatabase({ directory });
  onTestFinished(() => database.close());
  return { directory, database };
}

/** Everything in a backup of the database in `directory`. */
export async function backedUp(directory: string): Promise<Buffer> {
  const environment = { CHATS_DATA_DIRECTORY: directory, CHATS_BACKUP_DIR: ownFolder() };
  const report = await runBackup({ type: "full" }, readSettings(environment), { environment });
  const into = ownFolder();
  await extractArchive({ path: report.path, into });
  return bytesIn(into);
}

/** All bytes of the files of a folder and of the folders in it. */
export function bytesIn(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return Buffer.concat(files.map((path) => readFileSync(path)));
}

export async function exported(
  { store }: OpenedStore,
  { leaks }: Guards,
  format: FormatName,
): Promise<Buffer> {
  const folder = ownFolder();
  const { report } = await exportSessions({ source: storeSource(store), folder, format, leaks });
  if (report.filesAdded !== canaryChats.length) throw new Error(JSON.stringify(report.problems));
  return bytesIn(folder);
}

/** The files of a repository, and what is in the objects of its history. */
export async function committed({ store }: OpenedStore, { leaks }: Guards): Promise<Buffer> {
  using home = temporaryHome();
  home.initialize();
  const { repository, environment } = home;
  const source = storeSource(store);
  const request = { source, repository, folder: ".", format: "markdown" as const, leaks };
  const { report } = await syncGit({ ...request, push: false, environment });
  if (report.filesAdded !== canaryChats.length) throw new Error(JSON.stringify(report.problems));
  const args = ["cat-file", "--batch-all-objects", "--batch"];
  const options = { cwd: repository, env: environment, maxBuffer: 2 ** 30 };
  return Buffer.concat([bytesIn(repository), execFileSync("git", args, options)]);
}

/** Pushes to a server that stores in `database`, as Ada's; gives what went over the network. */
export async function pushed(
  { records }: OpenedStore,
  { sanitizer, leaks }: Guards,
  database: OpenedDatabase,
  serverSanitizer: Sanitizer,
): Promise<string> {
  const { server, logLines } = ingestServer(database, { sanitizer: serverSanitizer });
  const upstream = await server.listen({ host: "127.0.0.1", port: 0 });
  const { address, bodies } = await standIn(upstream);
  const { signal } = new AbortController();
  const target = new URL(`${address}/`);
  const waiting = { patience: testPatience, signal, onWait: () => {} };
  const report = await pushSessions({
    server: pushServer({ target, key: () => "ada", ...waiting }),
    states: await records.states(),
    collector: "laptop",
    visibility: undefined,
    batchBytes: 1_000_000,
    onProgress: () => {},
    ...{ records, sanitizer, leaks, signal },
  });
  await server.close();
  if (report.added !== canaryChats.length) throw new Error(JSON.stringify(report));
  return [...bodies, ...logLines].join("\n");
}

/** What a server shows of the chats, by route, and what it logs meanwhile. */
export async function shown(database: OpenedDatabase, owner: string) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = jsonLog("trace", destination);
  const { parts } = testServers();
  const access = {
    identify: async () => ({ owner, scopes: new Set(["read" as const]), keyId: undefined }),
    trustsPort: true,
  };
  const search = hybridSearch({ ...database.forOwner(owner), embedder: hashedNgrams, log });
  const { api, metrics } = chatServers({ ...parts, database, searchOf: () => search, access, log });
  const get = async (url: string) => (await api.inject(url)).body;
  const sessions = [await get("/api/sessions"), await get("/api/stats")];
  for (const id of canaryChats) sessions.push(await get(`/api/sessions/${encodeURIComponent(id)}`));
  const found: string[] = [];
  for (const { raw } of canaries) {
    const payload = { query: raw, limit: 100 };
    found.push((await api.inject({ method: "POST", url: "/search", payload })).body);
  }
  return {
    sessions: sessions.join("\n"),
    found: found.join("\n"),
    metrics: (await metrics.inject("/metrics")).body,
    log: lines.join(""),
  };
}
