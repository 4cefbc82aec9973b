import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCommand as readDrift } from "../../../../scripts/drift/options.ts";
import { readCommand } from "../../../../scripts/restore-drill/options.ts";

const page = readFileSync("docs/runbooks/restore-database.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));

/** Throws for an option that the script does not have. */
const readers: Record<string, (args: string[]) => unknown> = {
  "restore-drill": readCommand,
  drift: readDrift,
};

/** What somebody in an emergency would copy: each command, in a block or in a line. */
const commands = [...page.matchAll(/(?:^ *|`)((?:npm run|az|pulumi|pg_dump|psql) [^`\n]+)/gm)].map(
  ([, command = ""]) => command,
);

/** Verbs of az that the scripts call or that Azure's own pages name. */
const azVerbs = ["group delete", "rest", "webapp start", "webapp stop"];

describe("the runbook of the database", () => {
  it("names npm scripts that are there, with options that they take", () => {
    const calls = commands.flatMap((command) => {
      const [, script = "", args = ""] = /^npm run ([\w-]+) -- (.*)$/.exec(command) ?? [];
      return script === "" ? [] : [{ script, args: args.trim().split(/ +(?![^<]*>)/) }];
    });
    expect(calls.map(({ script }) => script)).toEqual([
      ...Array(4).fill("restore-drill"),
      "drift",
      "restore-drill",
    ]);
    for (const { script, args } of calls) {
      expect(Object.keys(scripts)).toContain(script);
      expect(readers[script]?.(args)).toMatchObject({ stack: expect.stringMatching(/^\w+$/) });
    }
  });

  it("names options in its text that the drill has", () => {
    const named = [...page.matchAll(/`(--[\w-]+)`/g)].map(([, flag = ""]) => flag);
    const ofDump = ["--data-only", "--table"];
    const own = [...new Set(named)].filter((flag) => !ofDump.includes(flag));
    expect(own).toEqual(["--dry-run"]);
    expect(readCommand(["prod", ...own])).toMatchObject({ isDryRun: true });
  });

  it("names commands of Azure that there are", () => {
    const verbs = commands
      .filter((command) => command.startsWith("az "))
      .map((command) => command.slice("az ".length).split(/ -|`/)[0]);
    expect(verbs.filter((verb) => verb !== "login" && !azVerbs.includes(verb ?? ""))).toEqual([]);
    expect(verbs).toContain("rest");
  });

  it("names the login and the secret that the stack makes", () => {
    const database = readFileSync("components/azure/database.ts", "utf8");
    const [, admin] = /adminUser = "(\w+)"/.exec(database) ?? [];
    const [, name] = /databaseName = "(\w+)"/.exec(database) ?? [];
    expect(admin).toBeDefined();
    const logins = [...page.matchAll(/--username (\S+) --dbname (\S+)/g)];
    expect(logins.map(([, user, database]) => [user, database])).toEqual([
      [admin, name],
      [admin, name],
    ]);
  });
});
