import { describe, expect, it } from "vitest";
import type { DatabaseSettings } from "../../../../app/settings.ts";
import type { command } from "../../../../scripts/ci/command.ts";
import { operator } from "../../../../scripts/operator.ts";
import { drill } from "../../../../scripts/restore-drill/drill.ts";
import { readCommand } from "../../../../scripts/restore-drill/options.ts";
import type { Source } from "../../../../scripts/restore-drill/source.ts";

const source: Source = {
  serverId:
    "/subscriptions/s1/resourceGroups/rg-prod/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-prod",
  serverName: "psql-prod",
  subscriptionId: "s1",
  resourceGroup: "rg-prod",
  location: "westeurope",
  host: "psql-prod.postgres.database.azure.com",
  databaseName: "dot_copilot",
  user: "chat_app",
  vaultName: "kv-prod",
  passwordSecret: "database-app-password",
  hasGeoBackup: true,
  network: undefined,
};
const network = { subnetId: "/subnets/database", privateDnsZoneId: "/zones/database" };
const end = "--subscription s1 --output json";
const remove = `az group delete --name rg-prod-drill --yes ${end}`;
const create = `az group create --name rg-prod-drill --location westeurope --tags purpose=restore-drill ${end}`;

describe("a restore drill", () => {
  it("restores, connects as the application, compares, and deletes what it has made", async () => {
    const { run, lines, connections } = openScene();
    const result = await run("prod", "--at", "2026-11-21T09:00:00Z");
    expect(result).toEqual({
      host: "psql-prod-202611211000.postgres.database.azure.com",
      restoreSeconds: 1800,
      connectSeconds: 60,
      tables: [
        { name: "core.conversations", source: 20, restored: 18 },
        { name: "core.findings", source: 0, restored: 0 },
      ],
      problems: [],
    });
    const rules = "/firewallRules";
    const api = "api-version=2024-08-01 --output json";
    expect(lines).toEqual([
      `az group exists --name rg-prod-drill ${end}`,
      `az keyvault secret show --vault-name kv-prod --name database-app-password --query value ${end}`,
      create,
      "az postgres flexible-server restore --resource-group rg-prod-drill --name psql-prod-202611211000 " +
        `--source-server ${source.serverId} --restore-time 2026-11-21T09:00:00Z --yes ${end}`,
      `az rest --method get --url https://management.azure.com${source.serverId}${rules}?${api}`,
      "az rest --method put --url https://management.azure.com/subscriptions/s1/resourceGroups/rg-prod-drill/" +
        `providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-prod-202611211000${rules}/office` +
        '?api-version=2024-08-01 --body {"properties":{"startIpAddress":"203.0.113.4",' +
        '"endIpAddress":"203.0.113.4"}} --output json',
      `az postgres flexible-server show --resource-group rg-prod-drill --name psql-prod-202611211000 ${end}`,
      remove,
    ]);
    expect(connections).toEqual([
      "chat_app@psql-prod.postgres.database.azure.com/dot_copilot verify with s3cret",
      "chat_app@psql-prod-202611211000.postgres.database.azure.com/dot_copilot verify with s3cret",
    ]);
  });

  it("of the copy in the paired region goes there, into the network that is named", async () => {
    const { run, lines } = openScene({ network });
    const named = ["--subnet", "/subnets/other", "--private-dns-zone", "/zones/other"];
    await run("prod", "--geo", "--location", "northeurope", ...named);
    expect(lines.slice(2, 4)).toEqual([
      create.replace("westeurope", "northeurope"),
      "az postgres flexible-server geo-restore --resource-group rg-prod-drill --name psql-prod-202611211000 " +
        `--source-server ${source.serverId} --location northeurope --subnet /subnets/other ` +
        `--private-dns-zone /zones/other --yes ${end}`,
    ]);
    expect(lines.join("\n")).not.toContain("firewallRules");
    expect(lines.at(-1)).toBe(remove);
  });

  it("in a private network stays in it", async () => {
    const { run, lines } = openScene({ network });
    await run("prod");
    expect(lines[3]).toContain(
      "--subnet /subnets/database --private-dns-zone /zones/database --yes",
    );
  });

  it("tells what the restored database lacks", async () => {
    const restored = new Map([["core.conversations", 0]]);
    const result = await openScene({ restored }).run("prod");
    expect(result?.problems).toEqual([
      "core.conversations: is empty, and the source has 20 rows",
      "core.findings: is missing",
    ]);
  });

  it("compares with nothing where the source does not answer", async () => {
    const { run, connections } = openScene();
    const result = await run("prod", "--no-source");
    expect(connections).toHaveLength(1);
    expect([result?.tables[0], result?.problems]).toEqual([
      { name: "core.conversations", source: undefined, restored: 18 },
      [],
    ]);
    const empty = await openScene({ restored: new Map() }).run("prod", "--no-source");
    expect(empty?.problems).toEqual(["the restored database has no table that could be read"]);
  });

  it("waits until the new server lets the application in, and no longer than that", async () => {
    const patient = openScene({ refusals: 2 });
    expect((await patient.run("prod"))?.problems).toEqual([]);
    expect(patient.told.filter((line) => line === "not yet: no such host")).toHaveLength(2);
    const late = openScene({ refusals: 1000 });
    await expect(late.run("prod")).rejects.toThrow("no such host");
    expect(late.lines.at(-1)).toBe(remove);
  });

  it.each([
    "postgres flexible-server restore",
    "rest --method put",
    "postgres flexible-server show",
  ])("deletes what it has made where `%s` fails", async (failing) => {
    const { run, lines } = openScene({ failing });
    await expect(run("prod")).rejects.toThrow(/failed, got "ERROR: no luck"/);
    expect(lines.at(-1)).toBe(remove);
  });

  it("leaves nothing to delete where its group cannot be made", async () => {
    const { run, lines } = openScene({ failing: "group create" });
    await expect(run("prod")).rejects.toThrow(/^az group create: failed/);
    expect(lines.at(-1)).toBe(create);
  });

  it("names the server that is left where the deletion fails", async () => {
    const { run } = openScene({ failing: "group delete" });
    await expect(run("prod")).rejects.toThrow(
      /^rg-prod-drill: is left with the restored server, .*delete it with `az group delete --name rg-prod-drill --subscription s1`$/,
    );
  });

  it("keeps the server that somebody wants to work with", async () => {
    const { run, lines } = openScene();
    await run("prod", "--keep");
    expect(lines.filter((line) => line.includes("delete"))).toEqual([]);
  });

  it("changes nothing in a dry run", async () => {
    const { run, lines, told } = openScene();
    expect(await run("prod", "--dry-run")).toBeUndefined();
    expect(lines.filter((line) => / (create|restore|delete|put) /.test(line))).toEqual([]);
    expect(told.filter((line) => line.includes("\n  az "))).toHaveLength(4);
  });

  it("does not delete what an earlier one has left", async () => {
    const { run, lines } = openScene({ isLeft: true });
    await expect(run("prod")).rejects.toThrow(/^rg-prod-drill: is there from an earlier drill/);
    expect(lines).toHaveLength(1);
  });

  it("is refused before it costs anything where it cannot end well", async () => {
    const geo = ["prod", "--geo", "--location", "northeurope"];
    const without = openScene({ hasGeoBackup: false });
    await expect(without.run(...geo)).rejects.toThrow(/^--geo: psql-prod has no copy/);
    const inside = openScene({ network });
    await expect(inside.run(...geo)).rejects.toThrow(/^--subnet: is not given/);
    const outside = openScene();
    const named = ["--subnet", "/subnets/other", "--private-dns-zone", "/zones/other"];
    await expect(outside.run("prod", ...named)).rejects.toThrow(/^--subnet: psql-prod is public/);
    expect([...without.lines, ...inside.lines, ...outside.lines]).toEqual([]);
  });
});

describe("the command line of the drill", () => {
  it.each([
    [[], /^stack: name one, got 0/],
    [["prod", "--at", "yesterday"], /^--at: no time in UTC, got yesterday/],
    [["prod", "--at", "2026-13-01T00:00:00Z"], /^--at: no time in UTC/],
    [["prod", "--at", "2026-11-01T00:00:00+02:00"], /^--at: no time in UTC/],
    [
      ["prod", "--geo", "--location", "x", "--at", "2026-11-01T00:00:00Z"],
      /^--at: the paired region/,
    ],
    [["prod", "--geo"], /^--location: is not given/],
    [["prod", "--location", "northeurope"], /^--location: is for --geo/],
    [["prod", "--subnet", "/s"], /^--subnet, --private-dns-zone: belong together/],
  ])("%j is refused", (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});

interface Scene extends Partial<Pick<Source, "hasGeoBackup" | "network">> {
  /** Beginning of the command that fails. */
  failing?: string;
  isLeft?: boolean;
  restored?: Map<string, number>;
  /** How often the restored server lets nobody in. */
  refusals?: number;
}

/** An `az` that answers what the drill asks and refuses the rest; a restore takes half an hour and a connection a minute. */
function openScene({ failing, isLeft = false, restored, refusals = 0, ...more }: Scene = {}) {
  let now = Date.parse("2026-11-21T10:00:00Z");
  const lines: string[] = [];
  const told: string[] = [];
  const connections: string[] = [];
  const answers: [string, unknown][] = [
    ["group exists", isLeft],
    ["keyvault secret show", "s3cret"],
    ["group create", {}],
    ["postgres flexible-server restore", {}],
    ["postgres flexible-server geo-restore", {}],
    ["rest --method get", { value: [{ name: "office", properties: office }] }],
    ["rest --method put", {}],
    [
      "postgres flexible-server show",
      { fullyQualifiedDomainName: "psql-prod-202611211000.postgres.database.azure.com" },
    ],
    ["group delete", undefined],
  ];
  const run: typeof command = async (program, args) => {
    const line = args.join(" ");
    lines.push(`${program} ${line}`);
    if (/-server (geo-)?restore /.test(line)) now += 1_800_000;
    const [, value] = answers.find(([beginning]) => line.startsWith(beginning)) ?? ["", "none"];
    const isWrong = value === "none" || (failing !== undefined && line.startsWith(failing));
    if (isWrong) return { code: 1, stdout: "", stderr: "ERROR: no luck\n" };
    return { code: 0, stdout: value === undefined ? "" : JSON.stringify(value), stderr: "" };
  };
  const counts = new Map([
    ["core.conversations", 20],
    ["core.findings", 0],
  ]);
  let left = refusals;
  const countsOf = async ({ host, name, tls, login }: DatabaseSettings) => {
    connections.push(`${login.user}@${host}/${name} ${tls} with ${login.password()}`);
    if (host === source.host) return counts;
    now += 60_000;
    if (left-- > 0) throw new Error("no such host");
    return restored ?? new Map([...counts, ["core.conversations", 18]]);
  };
  return {
    ...{ lines, told, connections },
    run(...args: string[]) {
      const options = readCommand(args);
      if (options === "help") throw new Error("help was not asked for");
      const tell = (line: string) => told.push(line);
      const time = () => new Date(now);
      const using = operator({ isDryRun: options.isDryRun, run, tell });
      const patience = { limitSeconds: 150, pauseSeconds: 0.001 };
      const signal = AbortSignal.timeout(20_000);
      const surroundings = { countsOf, time, tell, signal, patience };
      return drill(using, { ...source, ...more }, options, surroundings);
    },
  };
}

const office = { startIpAddress: "203.0.113.4", endIpAddress: "203.0.113.4" };
