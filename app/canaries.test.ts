import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { testDatabases } from "../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../test/support/postgres/migrated.ts";
import { leakCheck } from "./commands/leaks.ts";
import { canaries, families } from "./sanitize/rules/test-canaries.ts";
import type { Sanitizer } from "./sanitize/sanitizer.ts";
import { testSanitizer } from "./sanitize/testing.ts";
import { openPostgresDatabase } from "./store/postgres.ts";
import { jsonLog } from "./telemetry/log.ts";
import {
  backedUp,
  bytesIn,
  committed,
  exported,
  type Guards,
  importCanaries,
  pushed,
  shown,
  sqliteDatabase,
} from "./test-canary-traces.ts";

// Chats of a hundred turns go through everything that keeps, shows or sends them.
vi.setConfig({ testTimeout: 120_000 });

const guarded: Guards = { sanitizer: testSanitizer, leaks: leakCheck() };

/** Shows that a place would be caught: every secret gets to it as it is. */
const blind: Sanitizer = {
  rulesVersion: "none",
  sanitize: (text) => ({ text, findings: [] }),
  sanitizeJson: (value) => ({ value, findings: [] }),
};
const unguarded: Guards = { sanitizer: blind, leaks: () => [] };

/** Rules whose canary is in `place`, in whatever case: an index of words folds it. */
function rulesIn(place: Buffer | string): string[] {
  const text = (typeof place === "string" ? place : place.toString("latin1")).toLowerCase();
  return canaries.filter(({ raw }) => text.includes(raw.toLowerCase())).map(({ rule }) => rule);
}

function rulesByPlace(places: Record<string, Buffer | string>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(places).map(([name, place]) => [name, [...new Set(rulesIn(place))]]),
  );
}

const allRules = [...new Set(canaries.map(({ rule }) => rule))];

test("there is a canary for nearly every rule, and for every family", () => {
  const rules = Object.values(families).flat();
  expect(canaries.length).toBeGreaterThanOrEqual(rules.length - 2);
  expect(new Set(canaries.map(({ family }) => family))).toEqual(new Set(Object.keys(families)));
});

/** Every place that a chat gets to on one machine. */
async function placesOfMachine(guards: Guards) {
  const { directory, database } = await sqliteDatabase();
  const machine = database.forOwner("local");
  const embedded = await importCanaries(machine, guards);
  expect(readdirSync(directory)).toEqual(expect.arrayContaining(["chats.db", "chats.db-wal"]));
  const { sessions, found, metrics, log } = await shown(database, "local");
  return {
    kept: {
      database: bytesIn(directory),
      embedded,
      json: await exported(machine, guards, "json"),
      markdown: await exported(machine, guards, "markdown"),
      git: await committed(machine, guards),
      backup: await backedUp(directory),
      sessions,
    },
    found,
    told: { metrics, log },
  };
}

test("no secret of a chat gets to any place on its machine", async () => {
  const { kept, found, told } = await placesOfMachine(guarded);
  for (const place of Object.values(kept)) expect(place.length).toBeGreaterThan(20_000);
  expect(Object.values(rulesByPlace({ ...kept, found, ...told })).flat()).toEqual([]);
});

test("without the rules every secret gets to every place that keeps chats, and none to what is told of them", async () => {
  const { kept, found, told } = await placesOfMachine(unguarded);
  for (const rules of Object.values(rulesByPlace(kept))) expect(rules).toEqual(allRules);
  expect(rulesIn(found).length).toBeGreaterThan(allRules.length / 2);
  expect(rulesByPlace(told)).toEqual({ metrics: [], log: [] });
});

describe("a team's server", () => {
  const databases = testDatabases();
  const migrated = migratedDatabases(databases);

  /** Imports into PostgreSQL, and pushes what another machine has to it. */
  async function placesOfServer(machineGuards: Guards, serverGuards: Guards) {
    const settings = await migrated();
    const server = openPostgresDatabase(databaseSettings(settings), jsonLog("silent"));
    try {
      const embedded = await importCanaries(server.forOwner("local"), serverGuards);
      const machine = (await sqliteDatabase()).database.forOwner("local");
      await importCanaries(machine, machineGuards);
      const sent = await pushed(machine, machineGuards, server, serverGuards.sanitizer);
      const { sessions, found, metrics, log } = await shown(server, "ada");
      const stored = await textOf(settings);
      return { kept: { stored, embedded, sessions }, sent, found, told: { metrics, log } };
    } finally {
      await server.close();
    }
  }

  /** Every row of every table, as PostgreSQL writes it. */
  async function textOf(database: Awaited<ReturnType<typeof migrated>>): Promise<string> {
    const tables = await databases.query<{ name: string }>(
      database,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const statement = `select coalesce(string_agg(t::text, e'\\n'), '') as text from ${name} t`;
      const [row] = await databases.query<{ text: string }>(database, statement);
      texts.push(row?.text ?? "");
    }
    return texts.join("\n");
  }

  test("is sent no secret, and keeps, shows and tells none", async () => {
    const { kept, sent, found, told } = await placesOfServer(guarded, guarded);
    for (const place of [...Object.values(kept), sent])
      expect(place.length).toBeGreaterThan(20_000);
    expect(Object.values(rulesByPlace({ ...kept, sent, found, ...told })).flat()).toEqual([]);
  });

  test("keeps no secret that a machine without rules has sent", async () => {
    const { kept, sent, found, told } = await placesOfServer(unguarded, guarded);
    expect([...new Set(rulesIn(sent))]).toEqual(allRules);
    expect(Object.values(rulesByPlace({ ...kept, found, ...told })).flat()).toEqual([]);
  });

  test("would keep and show every secret without rules of its own", async () => {
    const { kept, told } = await placesOfServer(unguarded, unguarded);
    for (const rules of Object.values(rulesByPlace(kept))) expect(rules).toEqual(allRules);
    expect(rulesByPlace(told)).toEqual({ metrics: [], log: [] });
  });
});
