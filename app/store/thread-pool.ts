import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { TaskTimeout } from "../resilience/circuit-breaker.ts";
import {
  isReadyMessage,
  type ThreadMessage,
  type ThreadProblem,
  type ThreadReply,
} from "./thread-replies.ts";
import { StoreUnavailable } from "./unavailable.ts";

/** Threads that answer calls, each one after another, while this one does something else. */
export interface ThreadPool<Call, Result> {
  /**
   * What a thread answers, before the calls that wait where it `isFirst`; default false. A call whose
   * thread ends is given to another one, once. Throws a `TaskTimeout` where no thread is free in time.
   */
  run(call: Call, isFirst?: boolean): Promise<Result>;
  /** Whether a thread is there that can answer. */
  isReady(): boolean;
  /** Starts threads that are not there yet, for calls to come. */
  start(): void;
  /** Ends the threads, whatever they are at. */
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** What a thread runs; it answers with `replyToCalls`. */
  module: URL;
  workerData: unknown;
  /** Hears why a thread could not start; no other one is started from then on. */
  onBroken(problem: unknown): void;
  /** Threads, which are started when they are first needed; default: as processors, from 2 to 4. */
  size?: number;
  /** Calls that a thread has at hand beside the one it answers, so that it never waits; default 0. */
  callsAhead?: number;
  /** Memory that JavaScript may take in each thread; one that needs more ends. Default 128. */
  heapMebibytes?: number;
  /** How long a call may wait for a thread; default 1.5 seconds, after which it would end too late. */
  waitMs?: number;
  /** After so long without a call all threads end, until there is another one; default: never. */
  idleMs?: number;
}

export function threadPool<Call, Result>({
  module,
  workerData,
  onBroken,
  size = Math.min(Math.max(availableParallelism(), 2), 4),
  callsAhead = 0,
  heapMebibytes = 128,
  waitMs = 1_500,
  idleMs,
}: ThreadPoolOptions): ThreadPool<Call, Result> {
  const seats = new Set<Seat<Call, Result>>();
  let waiting: Task<Call, Result>[] = [];
  /** Why no thread is started any more. */
  let end: Error | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  const startOne = () => {
    const resourceLimits = { maxOldGenerationSizeMb: heapMebibytes };
    const worker = new Worker(module, { workerData, resourceLimits });
    const seat: Seat<Call, Result> = { worker, isReady: false, tasks: [] };
    seats.add(seat);
    worker.on("message", (message: ThreadMessage<Result>) => {
      if (isReadyMessage(message)) seat.isReady = true;
      else settle(seat.tasks.shift(), message);
      // A thread with nothing to do keeps no process from its end.
      if (seat.tasks.length === 0) worker.unref();
      assign();
      endWhenIdle();
    });
    let problem: unknown;
    worker.on("error", (error) => {
      problem = error;
    });
    worker.on("exit", () => {
      seats.delete(seat);
      tryAgain(seat.tasks, problem);
      if (!seat.isReady && end === undefined) {
        end = new Error("a thread could not start", { cause: problem });
        onBroken(problem);
      }
      assign();
    });
  };

  /** Of those that a thread had at hand it had begun with the first alone. */
  const tryAgain = ([begun, ...others]: Task<Call, Result>[], cause: unknown) => {
    waiting.unshift(...others);
    if (begun === undefined) return;
    if (!begun.isSecondTry) waiting.unshift({ ...begun, isSecondTry: true });
    else begun.reject(new Error("a thread ended before it had answered", { cause }));
  };

  const assign = () => {
    rejectOverdue();
    for (const seat of seats) {
      while (seat.isReady && seat.tasks.length <= callsAhead) {
        const task = waiting.shift();
        if (task === undefined) return;
        seat.tasks.push(task);
        seat.worker.ref();
        seat.worker.postMessage(task.call);
      }
    }
    if (waiting.length > 0 && seats.size < size && end === undefined) startOne();
    if (seats.size === 0 && end !== undefined) rejectWaiting(end);
  };

  const endWhenIdle = () => {
    if (idleMs === undefined) return;
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      const isIdle = seats.values().every((seat) => seat.isReady && seat.tasks.length === 0);
      if (!isIdle) return;
      for (const { worker } of seats) void worker.terminate();
      seats.clear();
    }, idleMs).unref();
  };

  const rejectOverdue = () => {
    const now = performance.now();
    const isOverdue = ({ since }: Task<Call, Result>) => now - since > waitMs;
    for (const { reject } of waiting.filter(isOverdue)) {
      reject(new TaskTimeout(`no thread was free within ${waitMs} ms`));
    }
    waiting = waiting.filter((task) => !isOverdue(task));
  };

  const rejectWaiting = (error: Error) => {
    for (const { reject } of waiting) reject(error);
    waiting = [];
  };

  return {
    run(call, isFirst = false) {
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      const task = { call, resolve, reject, since: performance.now(), isSecondTry: false };
      if (isFirst) waiting.unshift(task);
      else waiting.push(task);
      assign();
      return promise;
    },

    isReady: () => seats.values().some((seat) => seat.isReady),

    start() {
      while (seats.size < size && end === undefined) startOne();
    },

    async close() {
      clearTimeout(idleTimer);
      end = new StoreUnavailable("The database is closed.");
      rejectWaiting(end);
      await Promise.all(Array.from(seats, ({ worker }) => worker.terminate()));
    },
  };
}

interface Task<Call, Result> {
  call: Call;
  resolve(result: Result): void;
  reject(error: unknown): void;
  since: number;
  isSecondTry: boolean;
}

interface Seat<Call, Result> {
  worker: Worker;
  isReady: boolean;
  /** What it is to answer: the first is begun. */
  tasks: Task<Call, Result>[];
}

function settle<Call, Result>(
  task: Task<Call, Result> | undefined,
  reply: ThreadReply<Result>,
): void {
  if ("result" in reply) task?.resolve(reply.result);
  else task?.reject(errorOf(reply.problem));
}

function errorOf({ message, code, isUnavailable }: ThreadProblem): Error {
  if (isUnavailable) return new StoreUnavailable(message);
  return Object.assign(new Error(message), code !== undefined && { code });
}
