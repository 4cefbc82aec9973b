import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import pg from "pg";
import { chatApp } from "../service.ts";
import type { DatabaseLogin, DatabaseSettings } from "../settings.ts";
import { loggableError, type WarningLog } from "../telemetry/log.ts";
import { connectionError, queryError } from "./postgres-errors.ts";

/** A server lets some hundred connections in, of all instances and of people together. */
const mostConnections = 8;

const connectionTimeoutMs = 5_000;

/** Far longer than any statement of ours takes, and shorter than a person waits. */
export const statementTimeoutMs = 30_000;

/**
 * Connections as Kysely drives them. A lost one is replaced when the next is asked for; that it was
 * lost while nobody used it is told to `log`. `statementTimeoutMs` 0 lets statements take any time.
 */
export function postgresPool(
  database: DatabaseSettings,
  login: DatabaseLogin,
  log: WarningLog,
  options: { statementTimeoutMs: number } = { statementTimeoutMs },
): PostgresPool {
  const pool = new pg.Pool({
    ...clientOptions(database, login),
    max: mostConnections,
    statement_timeout: options.statementTimeoutMs,
    types: { getTypeParser },
  });
  // The query at hand fails with the same error; an event that nobody hears would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => {
    log.warn({ error: loggableError(error) }, "a connection to the database was lost");
  });
  return {
    options: {},
    connect: async () =>
      explainedClient(
        await pool.connect().catch((error) => {
          throw connectionError(error);
        }),
      ),
    end: () => pool.end(),
  };
}

/** `client` with errors that say what a lost connection means, and with text that can be stored. */
function explainedClient(client: pg.PoolClient): PostgresPoolClient {
  function query<Row>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(text: unknown, parameters: readonly unknown[] = []): unknown {
    return client.query(String(text), parameters.map(storable)).catch((error) => {
      throw queryError(error);
    });
  }
  return { query, release: (destroy) => client.release(destroy) };
}

/** Who connects where, and how well it is protected. */
function clientOptions({ host, port, name, tls }: DatabaseSettings, login: DatabaseLogin) {
  return {
    host,
    port,
    database: name,
    user: login.user,
    password: login.password,
    // Said in words, because an environment variable of Node's can change the default.
    ssl: tls === "verify" ? { rejectUnauthorized: true } : false,
    application_name: chatApp.name,
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  } as const;
}

/** Counts and times are `bigint` in the database and far below 2⁵³ here. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === pg.types.builtins.INT8 && format !== "binary"
    ? safeInteger
    : pg.types.getTypeParser(oid, format);

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${text}: not a number that can be counted on`);
  return value;
}

/** PostgreSQL has no NUL in its text; nothing that it keeps is found by one. */
function storable(parameter: unknown): unknown {
  return typeof parameter === "string" ? parameter.replaceAll("\0", "\ufffd") : parameter;
}
