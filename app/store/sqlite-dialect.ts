import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDriver,
  SqliteQueryCompiler,
  sql,
} from "kysely";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** Kysely's SQLite dialect, for a file that several processes write. */
export function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new WriterDriver(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => ({
      getSchemas: async () => [],
      // Names alone: reading the columns of a vector table fails where its extension is missing.
      async getTables() {
        const { rows } = await sql<{ name: string }>`
          select name from sqlite_master where type = 'table'`.execute(db);
        return rows.map(({ name }) => ({ name, isView: false, isForeign: false, columns: [] }));
      },
    }),
  };
}

/** Lets a migration run in one transaction, so that two processes can open a new file at once. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class WriterDriver extends SqliteDriver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    const { prepare } = connection;
    super({
      database: connection,
      // Makes it a `PreparingConnection`.
      async onCreateConnection(created) {
        Object.assign(created, { prepare });
      },
    });
    this.#connection = connection;
  }

  // A transaction that reads before it writes fails at once when another process writes between;
  // one that asks for the write lock at its start waits for it (https://sqlite.org/isolation.html).
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // SQLite itself rolls back when the disk is full; a second rollback would hide that error.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction()) await super.rollbackTransaction(connection);
  }
}
