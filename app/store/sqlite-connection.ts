import type Database from "better-sqlite3";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { explained } from "./sqlite-errors.ts";

/** One open database file, as Kysely drives it. */
export interface SqliteConnection extends SqliteDatabase {
  prepare(sql: string): PreparedStatement;
  inTransaction(): boolean;
}

export interface PreparedStatement extends SqliteStatement {
  /** Runs a statement that inserts a row, and gives the row's id. */
  insert(parameters: readonly unknown[]): number;
}

/** `database` with statements that are prepared once and errors that say what to do. */
export function sqliteConnection(database: Database.Database): SqliteConnection {
  const explaining = <Result>(step: () => Result): Result => {
    try {
      return step();
    } catch (error) {
      throw explained(error, database.name);
    }
  };
  const prepare = (sql: string): PreparedStatement => {
    const statement = explaining(() => database.prepare<unknown[]>(sql));
    return {
      reader: statement.reader,
      all: (parameters) => explaining(() => statement.all(...parameters)),
      run: (parameters) => explaining(() => statement.run(...parameters)),
      insert: (parameters) => explaining(() => Number(statement.run(parameters).lastInsertRowid)),
      iterate: (parameters) => statement.iterate(...parameters),
    };
  };
  const statements = new Map<string, PreparedStatement>();
  return {
    prepare(sql) {
      const statement = statements.get(sql) ?? prepare(sql);
      if (statements.size < statementLimit) statements.set(sql, statement);
      return statement;
    },
    inTransaction: () => database.inTransaction,
    close: () => database.close(),
  };
}

/** Far above the number of different statements; inserts of many rows come in many lengths. */
const statementLimit = 200;
