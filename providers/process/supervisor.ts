/**
 * Runs one service as its parent: keeps its log, passes SIGTERM on, ends what it leaves behind and
 * writes how it ended. The provider starts it at the head of a session of its own and leaves once the
 * service is healthy; when the provider is gone before that, the start is undone.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { groupMembers, send } from "./process-group.ts";
import { openRotatingLog } from "./rotating-log.ts";
import { endLine, startLine } from "./run-log.ts";
import type { EndReport, Order, Report, StartOrder } from "./supervisor-messages.ts";

/** Time for what the service leaves behind to end, and for its last words to arrive. */
const leftoverMilliseconds = 1000;

// Nothing else keeps this process alive before its order, so it ends when the provider does.
process.on("message", (order: Order) => {
  if (order.kind === "leave") {
    process.removeAllListeners("disconnect");
    process.disconnect();
  } else {
    supervise(order).catch(({ message: how }: Error) => end({ kind: "failed", how }));
  }
});

async function supervise(order: StartOrder): Promise<void> {
  const log = openRotatingLog({
    file: order.logFile,
    maxBytes: order.logMaxBytes,
    keepFiles: order.logKeepFiles,
  });
  log.write(startLine(order.serviceName, order.runId));
  const [program = "", ...args] = order.command;
  const service = spawn(program, args, {
    cwd: order.workingDirectory,
    env: order.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  service.stdout.on("data", (text: Buffer) => log.write(text));
  service.stderr.on("data", (text: Buffer) => log.write(text));
  const outputClosed = new Promise((resolve) => service.once("close", resolve));
  const ended = endOf(service, program);

  if (service.pid !== undefined) {
    report({ kind: "started", pid: service.pid });
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => service.kill("SIGTERM"));
  }
  process.once("disconnect", () => {
    service.kill("SIGTERM");
    setTimeout(() => service.kill("SIGKILL"), order.stopGraceSeconds * 1000);
  });

  const outcome = await ended;
  await endLeftovers();
  await Promise.race([outputClosed, sleep(leftoverMilliseconds)]);
  log.write(endLine(order.serviceName, outcome.how));
  end(outcome);
}

function endOf(service: ChildProcess, program: string): Promise<EndReport> {
  return new Promise((resolve) => {
    service.once("exit", (code, signal) => {
      const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
      resolve({ kind: "ended", how });
    });
    service.once("error", ({ code }: NodeJS.ErrnoException) => {
      const why = code === "ENOENT" ? "no such program on PATH" : `${code}`;
      resolve({ kind: "failed", how: `could not be started: ${program}: ${why}` });
    });
  });
}

/** Other processes of the group, such as children that the service did not wait for. */
async function endLeftovers(): Promise<void> {
  const leftovers = () => groupMembers(process.pid).filter(({ pid }) => pid !== process.pid);
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const deadline = performance.now() + leftoverMilliseconds;
    for (const { pid } of leftovers()) {
      send(pid, signal);
    }
    while (leftovers().length > 0 && performance.now() < deadline) {
      await sleep(20);
    }
  }
}

function report(message: Report, told: () => void = () => {}): void {
  // The provider may be gone at any time, and then nobody needs to be told.
  if (process.send === undefined || !process.connected) {
    told();
  } else {
    process.send(message, undefined, undefined, told);
  }
}

function end(outcome: EndReport): void {
  report(outcome, () => process.exit());
}
