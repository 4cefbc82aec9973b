import type { PostgresPrograms } from "../components/application/postgres-programs.ts";

/** Runs files of SQL in one transaction, which is undone as a whole when a statement fails. */
export async function runAsOne(
  programs: PostgresPrograms,
  files: string[],
  signal?: AbortSignal,
): Promise<void> {
  const how = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"];
  const given = files.map((file) => `--file=${file}`);
  await programs.run("psql", [...how, "--no-password", "--output=/dev/null", ...given], { signal });
}
