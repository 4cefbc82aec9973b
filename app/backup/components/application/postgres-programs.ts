import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type DatabaseLogin, type DatabaseSettings, machine } from "../../../settings.ts";

type Program = "pg_dump" | "pg_dumpall" | "pg_restore" | "psql";

/** PostgreSQL's own programs, at work on one database. */
export interface PostgresPrograms {
  /** What the program prints. Throws an Error with its own words when it does not end with 0. */
  run(program: Program, args: string[], options?: RunOptions): Promise<string>;
  /** Throws where `program` is not there, or older than the server. */
  refuseOlder(program: Program, serverVersion: number): Promise<void>;
}

interface RunOptions {
  /** New file, mode 600, that takes what the program prints. */
  output?: string;
  signal?: AbortSignal | undefined;
}

/** `folder` is where they are; undefined for PATH. */
export function postgresPrograms(
  folder: string | undefined,
  database: DatabaseSettings,
  login: DatabaseLogin,
): PostgresPrograms {
  const environment = connectionEnvironment(database, login);
  const run: PostgresPrograms["run"] = async (program, args, { output, signal } = {}) => {
    const child = spawn(folder === undefined ? program : join(folder, program), args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: environment,
      ...(signal && { signal }),
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", (error) => reject(startProblem(error, program)));
      child.once("close", (code) => resolve(code));
    });
    const printed =
      output === undefined
        ? text(child.stdout)
        : pipeline(child.stdout, createWriteStream(output, { flags: "wx", mode: 0o600 }));
    const [code, out, complaints] = await Promise.all([ended, printed, text(child.stderr)]);
    if (code === 0) return out ?? "";
    throw new Error(`${program}: ${complaints.trim().slice(-2_000) || `ended with ${code}`}`);
  };
  return {
    run,
    async refuseOlder(program, serverVersion) {
      const version = /\(PostgreSQL\) (\d+)/.exec(await run(program, ["--version"]))?.[1];
      if (Number(version) >= serverVersion) return;
      throw new Error(
        `${program}: is of PostgreSQL ${version}, and the server of ${serverVersion}; ` +
          "install that version, or name its folder in CHATS_PG_BIN",
      );
    },
  };
}

/** By variables, so that no list of processes shows them; the person's own do not get through. */
function connectionEnvironment(
  { host, port, name, tls }: DatabaseSettings,
  { user, password }: DatabaseLogin,
): NodeJS.ProcessEnv {
  const others = Object.entries(machine().environment).filter(([name]) => !name.startsWith("PG"));
  return {
    ...Object.fromEntries(others),
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: name,
    PGUSER: user,
    PGPASSWORD: password(),
    PGCONNECT_TIMEOUT: "10",
    PGAPPNAME: "chats-backup",
    LC_ALL: "C",
    ...(tls === "verify"
      ? { PGSSLMODE: "verify-full", PGSSLROOTCERT: "system" }
      : { PGSSLMODE: "disable" }),
  };
}

function startProblem(error: NodeJS.ErrnoException, program: Program): Error {
  if (error.code !== "ENOENT") return error;
  return new Error(
    `${program}: there is no such program; install PostgreSQL's client, or name its folder in CHATS_PG_BIN`,
    { cause: error },
  );
}
