import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { type TestDatabase, testDatabases } from "../../test/support/postgres/databases.ts";
import { encryptedPlace, hasOpenssl } from "../../test/support/postgres/encrypted.ts";
import { migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { freePorts, startChats, temporaryFolder } from "./testing.ts";

// Each test makes a database and starts processes.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const migrated = migratedDatabases(databases);

/** Makes a process fail when it loads one of these packages. */
function without(packages: string): Record<string, string> {
  const hook = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(specifier, context, next) {
      if (/^(${packages})$/.test(specifier)) throw new Error(specifier + " was loaded");
      return next(specifier, context);
    } });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
}

/** What the application reads once it is deployed: not the administrator's login. */
function served({ environment }: TestDatabase): Record<string, string> {
  const { DATABASE_ADMIN_USER: _, DATABASE_ADMIN_PASSWORD: __, ...rest } = environment;
  return { ...rest, ...without("better-sqlite3|sqlite-vec") };
}

/** `serve` on one port, until the `using` block ends. */
async function serving(home: string, environment: Record<string, string>) {
  const [port] = await freePorts(1);
  const chats = startChats(["serve"], home, { ...environment, PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...chats,
    async get(path: string): Promise<[status: number, body: unknown]> {
      const answer = await fetch(url + path);
      return [answer.status, await answer.json()];
    },
    async search(query: string) {
      const answer = await fetch(`${url}/search`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      return (await answer.json()) as { hits: Record<string, unknown>[] };
    },
    async until(path: string, status: number): Promise<unknown> {
      for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
        const answer = await fetch(url + path).catch(() => undefined);
        if (answer?.status === status) return answer.json();
        await wait(50);
      }
      throw new Error(`${path} does not answer ${status}`);
    },
  };
}

const unready = (message: string) => ({ error: { code: "not_ready", message } });

test("chats are imported, served and found with the login that migrate makes", async () => {
  using folder = temporaryFolder();
  const database = await databases.empty();
  using chats = await serving(folder.path, served(database));
  await chats.until("/health", 200);
  expect(await chats.get("/ready")).toEqual([
    503,
    unready("The database refuses this user and password (28P01)."),
  ]);

  const migration = await startChats(["migrate"], folder.path, database.environment).ended;
  expect([migration.exitCode, migration.err]).toEqual([0, ""]);
  expect(await chats.until("/ready", 200)).toEqual({ status: "ready" });

  const imported = await startChats(["import", "--samples"], folder.path, served(database)).ended;
  expect([imported.exitCode, imported.err]).toEqual([0, ""]);
  const { DATABASE_HOST, DATABASE_PORT } = database.environment;
  expect(imported.out).toContain(
    `They are stored in PostgreSQL at ${DATABASE_HOST}:${DATABASE_PORT}, ` +
      `database ${database.name}. They go nowhere else.\n`,
  );
  const dryRun = ["import", "--samples", "--dry-run", "--json"];
  const told = JSON.parse((await startChats(dryRun, folder.path, served(database)).ended).out);
  expect(told).toMatchObject({
    databaseServer: `${DATABASE_HOST}:${DATABASE_PORT}, database ${database.name}`,
  });
  expect(told).not.toHaveProperty("databasePath");
  expect(imported.out).toMatch(/^Imported 12 sessions, \d+ messages in /m);

  expect(await chats.get("/api/sessions?limit=1")).toMatchObject([200, { total: 12 }]);
  // Found by the words and by the meaning, each by its own index.
  const [best] = (await chats.search("flaky login tests")).hits;
  expect(best).toMatchObject({
    session: { title: "Flaky login test on CI" },
    scores: { text: { rank: 1 }, vectors: { rank: 1 } },
  });
  const words = ["search", "docker", "image", "--limit", "1"];
  const found = await startChats(words, folder.path, served(database)).ended;
  expect([found.exitCode, found.err]).toEqual([0, ""]);
  expect(found.out).toMatch(/^Docker image of 1\.4 GB\n/);

  chats.child.kill("SIGTERM");
  const { exitCode, out, err } = await chats.ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(out).not.toContain(database.environment.DATABASE_PASSWORD);
});

test("a database that goes away is a 503, and all is well when it is back", async ({ skip }) => {
  const { ownServer } = databases;
  if (ownServer === undefined) return skip("a real server is not stopped");
  using folder = temporaryFolder();
  using chats = await serving(folder.path, served(await migrated()));
  await chats.until("/ready", 200);
  await Promise.all(Array.from({ length: 5 }, () => chats.get("/api/stats")));

  await ownServer.stop();
  const message = "The database cannot be reached (ECONNREFUSED).";
  await vi.waitFor(async () => {
    expect(await chats.get("/ready")).toEqual([503, unready(message)]);
  }, 10_000);
  for (const path of ["/api/stats", "/api/sessions", "/api/sessions/vscode:1"]) {
    const unavailable = { error: { code: "store_unavailable", message } };
    expect([path, ...(await chats.get(path))]).toEqual([path, 503, unavailable]);
  }
  expect((await chats.get("/health"))[0]).toBe(200);

  await ownServer.start();
  await chats.until("/ready", 200);
  expect(await chats.get("/api/sessions")).toEqual([200, { total: 0, sessions: [] }]);
  chats.child.kill("SIGTERM");
  const { exitCode, out, err } = await chats.ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(out).toContain("a connection to the database was lost");
});

test("a server starts while its database is away, and serves once it is there", async ({
  skip,
}) => {
  const { ownServer } = databases;
  if (ownServer === undefined) return skip("a real server is not stopped");
  using folder = temporaryFolder();
  const database = await migrated();
  await ownServer.stop();
  try {
    using chats = await serving(folder.path, served(database));
    await chats.until("/ready", 503);
    await ownServer.start();
    await chats.until("/ready", 200);
  } finally {
    await ownServer.start();
  }
});

test("a command says why there is no database, and ends with 1", async () => {
  using folder = temporaryFolder();
  const { environment } = await databases.empty();
  for (const args of [
    ["search", "retry"],
    ["import", "--samples"],
  ]) {
    const { exitCode, err } = await startChats(args, folder.path, environment).ended;
    expect([exitCode, err]).toEqual([1, "The database refuses this user and password (28P01).\n"]);
  }
});

test("nothing of PostgreSQL is loaded for the embedded database", async () => {
  using folder = temporaryFolder();
  for (const args of [["import", "--samples"], ["search", "docker"], ["migrate"]]) {
    const ended = await startChats(args, folder.path, without("pg")).ended;
    expect([args, ended.exitCode, ended.err]).toEqual([args, 0, ""]);
  }
});

test("a connection is encrypted, to a server whose name its certificate proves", async ({
  skip,
}) => {
  const { ownServer } = databases;
  if (ownServer === undefined) return skip("a real server has its own certificate");
  if (!hasOpenssl()) return skip("there is no openssl to make certificates with");
  using folder = temporaryFolder();
  const { port, authorityFile } = await encryptedPlace(ownServer);
  const encrypted = {
    ...(await migrated()).environment,
    DATABASE_TLS: "verify",
    DATABASE_PORT: String(port),
  };
  const outcome = async (environment: Record<string, string>) => {
    const { exitCode, err } = await startChats(["search", "a"], folder.path, environment).ended;
    return [exitCode, err.trim()];
  };
  const trusting = { ...encrypted, NODE_EXTRA_CA_CERTS: authorityFile };
  expect(await outcome({ ...trusting, DATABASE_HOST: "localhost" })).toEqual([
    0,
    "No chats are stored yet; import them first: npm run chats -- import",
  ]);
  expect(await outcome({ ...trusting, DATABASE_HOST: "127.0.0.1" })).toEqual([
    1,
    "The certificate of the database cannot be trusted (ERR_TLS_CERT_ALTNAME_INVALID).",
  ]);
  expect(await outcome({ ...encrypted, DATABASE_HOST: "localhost" })).toEqual([
    1,
    "The certificate of the database cannot be trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE).",
  ]);
});
