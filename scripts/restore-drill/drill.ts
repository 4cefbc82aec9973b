import { setTimeout as wait } from "node:timers/promises";
import type { DatabaseSettings } from "../../app/settings.ts";
import { inSubscription } from "../bootstrap/place.ts";
import type { Operator } from "../operator.ts";
import type { DrillCommand } from "./options.ts";
import { drillName, networkOf, openFirewall, restore } from "./restored-server.ts";
import type { Source } from "./source.ts";
import { problemsOf, type TableCounts } from "./table-counts.ts";

/** What a drill has shown. */
export interface DrillResult {
  host: string;
  /** From the request until Azure said that the server is there. */
  restoreSeconds: number;
  /** From then until the application's login was let in. */
  connectSeconds: number;
  tables: { name: string; source: number | undefined; restored: number | undefined }[];
  /** What is not there; empty where the drill went well. */
  problems: string[];
}

export interface Surroundings {
  countsOf: (database: DatabaseSettings) => Promise<TableCounts>;
  /** Now. */
  time: () => Date;
  tell: (line: string) => void;
  signal: AbortSignal;
  /** How long a new server's name and firewall may take to spread; default 10 minutes, in steps of 10 s. */
  patience?: { limitSeconds: number; pauseSeconds: number };
}

/**
 * Restores, compares, and deletes again, whatever happens in between. Answers undefined in a dry run. Throws an
 * Error that names what is left where the deletion fails too.
 */
export async function drill(
  operator: Operator,
  source: Source,
  command: DrillCommand,
  surroundings: Surroundings,
): Promise<DrillResult | undefined> {
  if (command.geoLocation !== undefined && !source.hasGeoBackup) {
    throw new Error(
      `--geo: ${source.serverName} has no copy in another region, which is chosen when a server is made ` +
        "(geoRedundantBackup); use the drill without --geo",
    );
  }
  const network = networkOf(source, command);
  // Not the stack's own, whose lock would keep the restored server from being deleted.
  const group = `${source.resourceGroup}-drill`;
  await refuseLeftover(operator, source, group);
  const password: string = await operator.ask("az", passwordArgs(source));
  const expected = command.hasSource
    ? await surroundings.countsOf(databaseAt(source, source.host, password))
    : undefined;
  await makeGroup(operator, source, command, group);
  try {
    const wanted = { ...surroundings, group, network, password, expected };
    return await restoreAndCompare(operator, source, command, wanted);
  } finally {
    if (!command.isKept) await remove(operator, source, group);
  }
}

/** A drill that was killed leaves a server that costs money; it is not ours to delete unasked. */
async function refuseLeftover(operator: Operator, source: Source, group: string) {
  const exists = ["group", "exists", "--name", group, ...inSubscription(source)];
  if (!(await operator.ask<boolean>("az", exists))) return;
  throw new Error(
    `${group}: is there from an earlier drill, or one is at work; look, and delete it with \`az group delete ` +
      `--name ${group} --subscription ${source.subscriptionId}\``,
  );
}

async function makeGroup(operator: Operator, source: Source, command: DrillCommand, group: string) {
  const named = ["--name", group, "--location", command.geoLocation ?? source.location];
  const create = ["group", "create", ...named, "--tags", "purpose=restore-drill"];
  await operator.change({
    what: `makes the resource group ${group}`,
    program: "az",
    args: [...create, ...inSubscription(source)],
  });
}

function passwordArgs(source: Source): string[] {
  const secret = ["--vault-name", source.vaultName, "--name", source.passwordSecret];
  const show = ["keyvault", "secret", "show", ...secret, "--query", "value"];
  return [...show, ...inSubscription(source)];
}

function databaseAt(source: Source, host: string, password: string): DatabaseSettings {
  return {
    host,
    port: 5432,
    name: source.databaseName,
    tls: "verify",
    login: { user: source.user, password: () => password },
    administrator: undefined,
  };
}

interface Restore extends Surroundings {
  group: string;
  network: Source["network"];
  password: string;
  /** Rows of the source; undefined where that does not answer. */
  expected: TableCounts | undefined;
}

async function restoreAndCompare(
  operator: Operator,
  source: Source,
  command: DrillCommand,
  { group, network, password, expected, time, tell, ...surroundings }: Restore,
): Promise<DrillResult | undefined> {
  const server = { group, network, name: drillName(source.serverName, time()) };
  const startedAtMs = time().getTime();
  await restore(operator, source, command, server);
  const restoredAtMs = time().getTime();
  if (network === undefined) await openFirewall(operator, source, server);
  if (command.isDryRun) return undefined;
  const target = ["--resource-group", group, "--name", server.name];
  const show = ["postgres", "flexible-server", "show", ...target, ...inSubscription(source)];
  const { fullyQualifiedDomainName: host } = await operator.ask<ServerAnswer>("az", show);
  tell(`connects to ${host} as ${source.user}`);
  const restored = await countsInTime(databaseAt(source, host, password), {
    time,
    tell,
    ...surroundings,
  });
  return {
    host,
    restoreSeconds: (restoredAtMs - startedAtMs) / 1000,
    connectSeconds: (time().getTime() - restoredAtMs) / 1000,
    tables: [...(expected ?? restored).keys()].map((table) => ({
      name: table,
      source: expected?.get(table),
      restored: restored.get(table),
    })),
    problems: problemsOf(expected, restored),
  };
}

interface ServerAnswer {
  fullyQualifiedDomainName: string;
}

const usualPatience = { limitSeconds: 600, pauseSeconds: 10 };

async function countsInTime(
  database: DatabaseSettings,
  { countsOf, time, tell, signal, patience = usualPatience }: Surroundings,
): Promise<TableCounts> {
  const deadline = time().getTime() + patience.limitSeconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await countsOf(database);
    } catch (error) {
      if (time().getTime() >= deadline) throw error;
      tell(`not yet: ${error instanceof Error ? error.message : error}`);
      await wait(patience.pauseSeconds * 1000, undefined, { signal });
    }
  }
}

async function remove(operator: Operator, source: Source, group: string) {
  try {
    await operator.change({
      what: `deletes ${group} with the restored server`,
      program: "az",
      args: ["group", "delete", "--name", group, "--yes", ...inSubscription(source)],
    });
  } catch (error) {
    throw new Error(
      `${group}: is left with the restored server, which costs money, got "${error instanceof Error ? error.message : error}"; ` +
        `delete it with \`az group delete --name ${group} --subscription ${source.subscriptionId}\``,
      { cause: error },
    );
  }
}
