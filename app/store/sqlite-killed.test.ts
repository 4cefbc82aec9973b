import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { killContract } from "./kill-contract.ts";
import { migrate } from "./migrate.ts";
import { openSqliteStore, sqliteMigrations } from "./sqlite.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { killedAfter, moments, openingMs } from "./test-kill.ts";

// Each test starts a process.
vi.setConfig({ testTimeout: 60_000 });

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("an import into SQLite that is killed", () => {
  killContract(async (seed) => {
    const data = join(directory, `import-${seed}`);
    return {
      environment: { CHATS_DATA_DIRECTORY: data },
      open: () => openSqliteStore({ directory: data }),
    };
  });
});

describe("a migration of SQLite that is killed", () => {
  const names = Object.keys(sqliteMigrations).toSorted();
  const earlier = names.filter((name) => name < "0002");
  const sessions = 4_000;
  let old: string;
  let tookMs: number;
  beforeAll(async () => {
    old = join(directory, "old");
    await writeOldDatabase(old, earlier, sessions);
    const copy = join(directory, "timed");
    cpSync(old, copy, { recursive: true });
    const environment = { CHATS_DATA_DIRECTORY: copy };
    tookMs = await openingMs({ file: "test-importer.ts", environment });
  }, 60_000);

  it.each(moments)("at seed $seed leaves the old file or the new one", async ({ seed, moment }) => {
    const data = join(directory, `migration-${seed}`);
    mkdirSync(data);
    cpSync(old, data, { recursive: true });
    const environment = { CHATS_DATA_DIRECTORY: data };
    await killedAfter({ file: "test-importer.ts", environment }, "opening", moment * tookMs);

    const path = join(data, "chats.db");
    const copy = `chats.db.before-${names.at(-1)}`;
    expect([earlier, names]).toContainEqual(migrationsIn(path));
    if (readdirSync(data).includes(copy)) expect(migrationsIn(join(data, copy))).toEqual(earlier);
    const { store, records, maintenance } = await openSqliteStore({ directory: data });
    expect(migrationsIn(path)).toEqual(names);
    expect(await store.counts()).toMatchObject({ sessions, messages: sessions });
    expect(await records.pathsOf(`vscode:chat-${sessions - 1}`)).toEqual([
      `/chats/${sessions - 1}.json`,
    ]);
    expect(await store.searchText("question", 9)).toHaveLength(9);
    expect(await maintenance.sessionsBefore(9_000)).toHaveLength(sessions);
    await store.close();

    expect(readdirSync(data).toSorted()).toEqual(["chats.db", copy]);
    expect(migrationsIn(join(data, copy))).toEqual(earlier);
  });
});

/** A file of the first version, with a message in each of `sessions` conversations. */
async function writeOldDatabase(data: string, ran: string[], sessions: number): Promise<void> {
  const database = openDatabaseFile(data);
  const db = new Kysely<unknown>({
    dialect: sqliteDialect(sqliteConnection(database)),
    plugins: [sqliteNames()],
  });
  const chosen = Object.entries(sqliteMigrations).filter(([name]) => ran.includes(name));
  await migrate(db, Object.fromEntries(chosen), { place: "test" });
  const rows = `from json_each('[${Array.from({ length: sessions }, (_, index) => index)}]')`;
  database.exec(`
    insert into conversations (source, external_id, created_at, updated_at, content_hash, revision)
      select 'vscode', 'chat-' || value, 1, 1, 'h', 'r' ${rows};
    insert into messages (conversation_id, key, role, text, parts, ordered_at, position, content_hash)
      select id, 'r1/user', 'user', 'question of ' || external_id, '[]', 1, 0, 'h' from conversations;
    insert into messages_fts (rowid, title, prompt, answer, identifiers)
      select id, '', text, '', '' from messages;
    insert into source_files
        (owner, path, root, conversation_id, size_bytes, modified_at, inode, torn)
      select 'local', '/chats/' || (id - 1) || '.json', '/chats', id, 1, 1, '1', 0
      from conversations;`);
  await db.destroy();
}

function migrationsIn(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[], string>("select name from kysely_migration order by name");
  const found = rows.pluck().all();
  database.close();
  return found;
}
