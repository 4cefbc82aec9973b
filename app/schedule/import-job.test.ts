import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { importJob } from "./import-job.ts";

const interval = { count: 15, unit: "minute" } as const;
const settings = { dataDirectory: "/srv/chats", database: undefined };
const machine = (environment: Record<string, string> = {}) =>
  ({ platform: "linux", environment, home: "/home/ada" }) as const;

test("a job imports with this Node, to where the chats are stored now, from where they are", () => {
  const environment = { COPILOT_HOME: "/opt/copilot", XDG_CONFIG_HOME: "", GITHUB_TOKEN: "secret" };
  const job = importJob(interval, settings, machine(environment));
  expect(job.command).toEqual([
    process.execPath,
    expect.stringMatching(/\/app\/main\.ts$/),
    "import",
  ]);
  expect(existsSync(job.command[1] ?? "")).toBe(true);
  expect(job.environment).toEqual({
    CHATS_DATA_DIRECTORY: "/srv/chats",
    COPILOT_HOME: "/opt/copilot",
  });
});

test("no password is written down", () => {
  const login = { user: "ada", password: () => "secret" };
  const database = { host: "db", port: 5432, name: "chats", tls: "off", login } as const;
  expect(() =>
    importJob(
      interval,
      { ...settings, database: { ...database, administrator: undefined } },
      machine(),
    ),
  ).toThrow(/^DATABASE_HOST: a schedule would have to write DATABASE_PASSWORD down; unset it/);
});

test("a path that no schedule can hold is refused", () => {
  const dataDirectory = "/srv/a\n* * * * * rm";
  expect(() => importJob(interval, { ...settings, dataDirectory }, machine())).toThrow(
    '"/srv/a\\n* * * * * rm": has a control character',
  );
});
