import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, onTestFinished } from "vitest";
import { type Login, type PostgresServer, startPostgres } from "./server.ts";

/** A database of one test, as the application's environment names it. */
export interface TestDatabase {
  name: string;
  /** `DATABASE_…`, the administrator's login included. */
  environment: DatabaseEnvironment;
}

export type DatabaseEnvironment = Record<
  | "DATABASE_HOST"
  | "DATABASE_PORT"
  | "DATABASE_NAME"
  | "DATABASE_USER"
  | "DATABASE_PASSWORD"
  | "DATABASE_TLS"
  | "DATABASE_ADMIN_USER"
  | "DATABASE_ADMIN_PASSWORD",
  string
>;

export interface TestDatabases {
  /**
   * A new one without tables, and a name and password for the application's role, which is not
   * made yet. As on Azure its administrator is no superuser and may have the extension vector.
   */
  empty(): Promise<TestDatabase>;
  /**
   * A copy of `template`, roles included, that goes with the running test. Nobody may be connected
   * to the template.
   */
  copyOf(template: TestDatabase): Promise<TestDatabase>;
  /** Runs statements as the one who may do anything in `database`. */
  query<Row extends pg.QueryResultRow>(database: TestDatabase, sql: string): Promise<Row[]>;
  /** The server, to be stopped and started; undefined where it is a real one. */
  readonly ownServer: PostgresServer | undefined;
}

/**
 * The PostgreSQL of a test file: the one at `CONTRACT_POSTGRES_URL`, else a server of its own. Where
 * there is none the tests of the file are skipped with the reason, in CI they fail.
 */
export function testDatabases(): TestDatabases {
  const made = { databases: new Set<string>(), roles: new Set<string>() };
  let place: Place | undefined;
  let ownServer: PostgresServer | undefined;
  let problem: string | undefined;

  beforeAll(async () => {
    try {
      const url = process.env.CONTRACT_POSTGRES_URL;
      if (!url) ownServer = await startPostgres();
      place = ownServer ? await placeOn(ownServer) : placeOf(new URL(url ?? ""));
    } catch (error) {
      if (process.env.CI === "true") throw error;
      problem = error instanceof Error ? error.message : String(error);
    }
  }, 120_000);
  beforeEach(({ skip }) => {
    if (problem !== undefined) skip(problem);
  });
  afterAll(async () => {
    if (ownServer) await ownServer.remove();
    else if (place) await removeAll(place, made);
  }, 60_000);

  const there = (): Place => {
    if (place === undefined) throw new Error("the server is there within a test only");
    return place;
  };
  const create = async (name: string, source: string, environment: DatabaseEnvironment) => {
    const { user } = there().administrator;
    const options = `template ${source} owner ${pg.escapeIdentifier(user)}`;
    await query(there(), there().maintenance, "postgres", `create database ${name} ${options}`);
    made.databases.add(name);
    return { name, environment: { ...environment, DATABASE_NAME: name } };
  };
  return {
    get ownServer() {
      return ownServer;
    },
    empty() {
      const role = uniqueName();
      made.roles.add(role);
      return create(uniqueName(), "template1", environmentOf(there(), role));
    },
    async copyOf(template) {
      const copy = await create(uniqueName(), template.name, template.environment);
      onTestFinished(() => drop(there(), copy.name));
      return copy;
    },
    query: (database, sql) => query(there(), there().maintenance, database.name, sql),
  };
}

/** A server and who does what on it. */
interface Place {
  host: string;
  port: number;
  tls: "verify" | "off";
  /** Makes databases and looks into them. */
  maintenance: Login;
  /** Owns the databases. */
  administrator: Login;
}

/** Makes of a new server what Azure gives: an extension that is allowed, and no superuser. */
async function placeOn(server: PostgresServer): Promise<Place> {
  const administrator = { user: "administrator", password: randomBytes(18).toString("base64url") };
  const { host, port, superuser } = server;
  const place = { host, port, tls: "off" as const, maintenance: superuser, administrator };
  await query(place, superuser, "template1", "create extension vector");
  await query(
    place,
    superuser,
    "postgres",
    `create role administrator login createdb createrole password '${administrator.password}'`,
  );
  return place;
}

function placeOf(url: URL): Place {
  const login = {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    tls: url.searchParams.get("sslmode") === "disable" ? "off" : "verify",
    maintenance: login,
    administrator: login,
  };
}

function environmentOf(place: Place, role: string): DatabaseEnvironment {
  return {
    DATABASE_HOST: place.host,
    DATABASE_PORT: String(place.port),
    DATABASE_NAME: "",
    DATABASE_USER: role,
    DATABASE_PASSWORD: randomBytes(18).toString("base64url"),
    DATABASE_TLS: place.tls,
    DATABASE_ADMIN_USER: place.administrator.user,
    DATABASE_ADMIN_PASSWORD: place.administrator.password,
  };
}

async function query<Row extends pg.QueryResultRow>(
  { host, port, tls }: Place,
  login: Login,
  database: string,
  sql: string,
): Promise<Row[]> {
  const client = new pg.Client({ host, port, ssl: tls === "verify", ...login, database });
  // The query at hand fails with the same error; an event that nobody hears would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function removeAll(place: Place, made: { databases: Set<string>; roles: Set<string> }) {
  for (const name of made.databases) await drop(place, name);
  for (const role of made.roles) {
    await query(place, place.maintenance, "postgres", `drop role if exists ${role}`);
  }
}

async function drop(place: Place, name: string): Promise<void> {
  await query(place, place.maintenance, "postgres", `drop database if exists ${name} with (force)`);
}

/** Needs no quotes in SQL, and collides with nothing on a server that others use. */
function uniqueName(): string {
  return `chats_test_${randomBytes(6).toString("hex")}`;
}
