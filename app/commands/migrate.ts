import { setTimeout as wait } from "node:timers/promises";
import { chatApp } from "../service.ts";
import type { DatabaseSettings, Settings } from "../settings.ts";
import { mayComeUp } from "../store/postgres-errors.ts";
import type { MigrationStep } from "../store/postgres-migrate.ts";
import { jsonLog } from "../telemetry/log.ts";
import type { Terminal } from "./terminal.ts";

export interface MigrateOptions {
  /** Seconds to wait for a server that is not up yet. */
  wait: number;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/** Makes the PostgreSQL of the settings ready to be served from. Returns the exit code. */
export async function migrateVerb(
  options: MigrateOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const steps: MigrationStep[] = [];
  const onStep = (step: MigrationStep) => {
    steps.push(step);
    if (step.kind === "warning") terminal.err(terminal.style.yellow(step.text));
    else if (options.json) terminal.err(step.text);
    else terminal.out(step.text);
  };
  if (settings.database === undefined) {
    onStep({ kind: "done", text: "Nothing to do: the embedded database migrates by itself." });
  } else {
    const migrate = await migrationOf(settings.database, settings);
    if (migrate === undefined) {
      const { adminUser, adminPassword } = chatApp.environment.database;
      terminal.err(`${adminUser}, ${adminPassword}: missing; set the login that owns the tables`);
      return 2;
    }
    await onceUp(() => migrate(onStep), settings.database, options.wait, terminal);
  }
  if (options.json) terminal.out(JSON.stringify({ steps }));
  return 0;
}

/** Undefined without the administrator's login. */
async function migrationOf(database: DatabaseSettings, { logLevel }: Settings) {
  const { administrator } = database;
  if (administrator === undefined) return undefined;
  const { migratePostgres } = await import("../store/postgres-migrate.ts");
  const log = jsonLog(logLevel, process.stderr);
  return (onStep: (step: MigrationStep) => void) =>
    migratePostgres(database, administrator, log, onStep);
}

const attemptEveryMs = 1_000;

/** Tries again for up to `waitSeconds` while the server is away, and says so. */
async function onceUp(
  attempt: () => Promise<void>,
  { host, port }: DatabaseSettings,
  waitSeconds: number,
  terminal: Terminal,
): Promise<void> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (let reason = ""; ; ) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!mayComeUp(error) || performance.now() + attemptEveryMs > deadline) throw error;
      const newReason = error instanceof Error ? error.message : String(error);
      if (newReason !== reason) terminal.err(`Waiting for ${host}:${port}. ${newReason}`);
      reason = newReason;
    }
    await wait(attemptEveryMs);
  }
}
