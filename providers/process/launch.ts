import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { runVariable } from "./process-group.ts";
import { identify, type ProcessIdentity } from "./process-identity.ts";
import type { Order, Report, StartOrder } from "./supervisor-messages.ts";

const supervisorPath = fileURLToPath(new URL("supervisor.ts", import.meta.url));

/** A supervisor that waits for its order. It ends by itself when this process goes before `leave`. */
export interface Supervisor {
  identity: ProcessIdentity;
  /** Aborted when the service or its supervisor ends; the reason completes "<service> …". */
  ended: AbortSignal;
  /** Starts the service and answers its pid. */
  start(order: StartOrder): Promise<number>;
  /** Lets the supervisor and its service live on without this process. */
  leave(): Promise<void>;
}

export async function launchSupervisor(serviceName: string, runId: string): Promise<Supervisor> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = fork(supervisorPath, [serviceName], {
    // The head of a session of its own gets no signal that is meant for this terminal or group.
    detached: true,
    cwd: "/",
    env: { PATH, NODE_COMPILE_CACHE, [runVariable]: runId },
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = endOf(child);
  const started = startOf(child, ended);
  await once(child, "spawn");

  const identity = identify(child.pid ?? 0);
  if (identity === undefined) {
    throw new Error(`${serviceName} lost its supervisor at once`);
  }
  return {
    identity,
    ended,
    start(order) {
      send(child, order);
      return started;
    },
    async leave() {
      if (child.connected) {
        const left = once(child, "disconnect");
        send(child, { kind: "leave" });
        await left;
      }
      child.unref();
    },
  };
}

function endOf(child: ChildProcess): AbortSignal {
  const ended = new AbortController();
  child.on("message", (report: Report) => {
    if (report.kind !== "started") {
      const when = report.kind === "ended" ? " before it was healthy" : "";
      ended.abort(new Error(`${report.how}${when}`));
    }
  });
  child.once("exit", (code, signal) =>
    ended.abort(new Error(`lost its supervisor, which ended with ${signal ?? `code ${code}`}`)),
  );
  return ended.signal;
}

function startOf(child: ChildProcess, ended: AbortSignal): Promise<number> {
  const started = new Promise<number>((resolve, reject) => {
    child.on("message", (report: Report) => report.kind === "started" && resolve(report.pid));
    ended.addEventListener("abort", () => reject(ended.reason));
  });
  // Nobody waits for it yet when the supervisor ends before its order.
  started.catch(() => undefined);
  return started;
}

function send(child: ChildProcess, order: Order): void {
  // A supervisor that is gone is told by `ended`.
  child.send(order, undefined, undefined, () => undefined);
}
