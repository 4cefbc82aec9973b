import { randomBytes } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { waitForHealth } from "./health.ts";
import { launchSupervisor, type Supervisor } from "./launch.ts";
import { requireFreePorts } from "./ports.ts";
import { endRun, membersOf, type Run, runVariable } from "./process-group.ts";
import { identify } from "./process-identity.ts";
import { readRunFile, removeRunFile, writeRunFile } from "./run-file.ts";
import { lastLines } from "./run-log.ts";
import type { ServiceInputs } from "./service.ts";
import type { StartOrder } from "./supervisor-messages.ts";

const shownLogLines = 20;

/**
 * Starts the service and waits until it is healthy; what an interrupted earlier start left is ended
 * first. When it throws, nothing runs and there is no run file.
 */
export async function startService(inputs: ServiceInputs, cancelled: AbortSignal): Promise<Run> {
  await endEarlierRun(inputs);
  requireFolder(inputs.workingDirectory);
  await requireFreePorts(inputs.ports);
  for (const file of [inputs.logFile, inputs.runFile]) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  }

  const id = `${inputs.serviceName}-${randomBytes(8).toString("hex")}`;
  const supervisor = await launchSupervisor(inputs.serviceName, id);
  const run: Run = { id, supervisor: supervisor.identity, service: undefined };
  try {
    await runUntilHealthy(inputs, run, supervisor, cancelled);
    await supervisor.leave();
    return run;
  } catch (error) {
    // Read before the end, whose own lines would push the telling ones out.
    const lines = lastLines(inputs.logFile, id, shownLogLines);
    await endRun(run, inputs.stopGraceSeconds);
    removeRunFile(inputs.runFile);
    throw new Error(startError(inputs, error, lines));
  }
}

/** Ends the run, and the one that the run file tells of if that is another; removes the file. */
export async function stopService(
  run: Run,
  { serviceName, runFile, stopGraceSeconds }: ServiceInputs,
): Promise<void> {
  await endRun(run, stopGraceSeconds);
  const recorded = readRunFile(runFile);
  if (recorded?.serviceName === serviceName) {
    await endRun(recorded, stopGraceSeconds);
  }
  if (recorded === undefined || recorded.serviceName === serviceName) {
    removeRunFile(runFile);
  }
}

async function endEarlierRun(inputs: ServiceInputs): Promise<void> {
  const { serviceName, runFile, stopGraceSeconds } = inputs;
  const earlier = readRunFile(runFile);
  if (earlier === undefined) {
    return;
  }
  if (earlier.serviceName !== serviceName && membersOf(earlier).length > 0) {
    throw new Error(
      `runFile: ${runFile} belongs to ${earlier.serviceName}, which runs; give each service its own`,
    );
  }
  await endRun(earlier, stopGraceSeconds);
  removeRunFile(runFile);
}

function requireFolder(workingDirectory: string): void {
  if (!statSync(workingDirectory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`workingDirectory: there is no folder ${workingDirectory}`);
  }
}

async function runUntilHealthy(
  inputs: ServiceInputs,
  run: Run,
  supervisor: Supervisor,
  cancelled: AbortSignal,
): Promise<void> {
  const aborted = AbortSignal.any([supervisor.ended, cancelled]);
  aborted.throwIfAborted();
  // Recorded before there is a service, so that one that is left behind is always found.
  record(inputs, run);
  run.service = identify(await supervisor.start(startOrder(inputs, run.id)));
  record(inputs, run);

  const { healthUrl, healthTimeoutSeconds } = inputs;
  const { healthy, lastAnswer } = await waitForHealth(healthUrl, healthTimeoutSeconds, aborted);
  if (!healthy) {
    throw new Error(
      `was not healthy within ${healthTimeoutSeconds} s and was stopped; ` +
        `the last answer of ${healthUrl} was: ${lastAnswer}`,
    );
  }
}

function startOrder(inputs: ServiceInputs, runId: string): StartOrder {
  const { PATH, HOME } = process.env;
  return {
    kind: "start",
    serviceName: inputs.serviceName,
    runId,
    command: inputs.command,
    workingDirectory: inputs.workingDirectory,
    environment: {
      ...(PATH === undefined ? {} : { PATH }),
      ...(HOME === undefined ? {} : { HOME }),
      ...inputs.environment,
      [runVariable]: runId,
    },
    logFile: inputs.logFile,
    logMaxBytes: inputs.logMaxBytes,
    logKeepFiles: inputs.logKeepFiles,
    stopGraceSeconds: inputs.stopGraceSeconds,
  };
}

function record(inputs: ServiceInputs, run: Run): void {
  writeRunFile(inputs.runFile, {
    ...run,
    serviceName: inputs.serviceName,
  });
}

function startError({ serviceName, logFile }: ServiceInputs, error: unknown, lines: string[]) {
  const reason = error instanceof Error ? error.message : String(error);
  return lines.length === 0
    ? `${serviceName} ${reason}; it wrote nothing to ${logFile}`
    : [`${serviceName} ${reason}; the last lines of ${logFile}:`, ...lines].join("\n  ");
}
