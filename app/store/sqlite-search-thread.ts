import { workerData } from "node:worker_threads";
import BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { loadVectorExtension, sqliteVectors } from "../vectors/sqlite-vec.ts";
import { perOwner } from "./per-owner.ts";
import { searchReads } from "./search-reads.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { SearchCall, SearchReads } from "./sqlite-search-threads.ts";
import type { Database } from "./tables.ts";
import { replyToCalls } from "./thread-replies.ts";

/** A thread of `sqliteSearchThreads`, with a connection of its own. */
const { path } = workerData as { path: string };

/** Of pages that were read last; there are as many of these as threads. */
const cacheKibibytes = 16 * 1_024;

const file = new BetterSqlite(path, { readonly: true });
file.pragma(`cache_size = -${cacheKibibytes}`);
const vectorProblem = loadVectorExtension(file);
const dialect = sqliteDialect(sqliteConnection(file));
const db = new Kysely<Database>({ dialect, plugins: [sqliteNames()] });

const readsOf = perOwner((viewer): SearchReads => {
  const { nearest, hasAny } = sqliteVectors(db, viewer, vectorProblem);
  return { ...searchReads(db, sqliteFullText, viewer), nearest, hasAny };
});

replyToCalls(({ viewer, method, parameters }: SearchCall) => {
  const reads = readsOf(viewer) as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const read = reads[method];
  if (read === undefined) throw new Error(`${method}: no such method`);
  return read(...parameters);
});
