import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import {
  type CircuitBreakerOptions,
  CircuitOpen,
  circuitBreaker,
  TaskTimeout,
} from "./circuit-breaker.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and what was waiting for its end come to it. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await new Promise(setImmediate);
}

const succeed = async () => "answer";
const fail = () => Promise.reject(new Error("down"));
const hang = () => new Promise<never>(() => {});

/** Opens after 3 failures in a second, and tries again 200 to 300 ms later. */
function breaker(options: Partial<CircuitBreakerOptions> = {}) {
  const states: string[] = [];
  const onStateChange = (state: string) => states.push(state);
  const limits = { failuresToOpen: 3, windowMs: 1_000, pauseMs: 200 };
  const made = circuitBreaker({
    name: "redis",
    ...limits,
    onStateChange,
    random: () => 0.5,
    ...options,
  });
  return {
    states,
    run: made.run,
    get state() {
      return made.state;
    },
    async failTimes(count: number) {
      for (let time = 0; time < count; time += 1) {
        await expect(made.run(fail, 100)).rejects.toThrow("down");
      }
    },
  };
}

it("passes on what the task gives and what it throws", async () => {
  const circuit = breaker();
  expect(await circuit.run(succeed, 100)).toBe("answer");
  await circuit.failTimes(1);
  expect([circuit.state, circuit.states]).toEqual(["closed", []]);
  expect(vi.getTimerCount()).toBe(0);
});

it("ends the wait for a task that takes too long, and tells it so", async () => {
  const circuit = breaker();
  let signal: AbortSignal | undefined;
  const end = circuit.run((given) => {
    signal = given;
    return hang();
  }, 100);
  const expected = expect(end).rejects.toThrow(new TaskTimeout("redis: no answer within 100 ms"));
  await pass(99);
  expect(signal?.aborted).toBe(false);
  await pass(1);
  await expected;
  expect(signal?.reason).toBeInstanceOf(TaskTimeout);
});

it("says that the time was over although the task ends with the signal", async () => {
  const ended = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  const expected = expect(breaker().run(ended, 100)).rejects.toThrow(TaskTimeout);
  await pass(100);
  await expected;
});

it("takes an answer that has come in time although this process was too busy to look", async () => {
  vi.useRealTimers();
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const ask = async () => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const answer = once(socket, "data");
    const [other] = await once(server, "connection");
    other.end("answer");
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    return String(await answer);
  };
  expect(await breaker().run(ask, 100)).toBe("answer");
});

it("opens after some failures, and then runs nothing", async () => {
  const circuit = breaker();
  await circuit.failTimes(3);
  const task = vi.fn(succeed);
  await expect(circuit.run(task, 100)).rejects.toThrow(
    new CircuitOpen("redis: does not answer, so it is left alone for a moment"),
  );
  expect(task).not.toHaveBeenCalled();
  expect([circuit.state, circuit.states]).toEqual(["open", ["open"]]);
});

it("counts failures within the window only", async () => {
  const circuit = breaker();
  await circuit.failTimes(2);
  await pass(1_000);
  await circuit.failTimes(2);
  expect(circuit.state).toBe("closed");
  await circuit.failTimes(1);
  expect(circuit.state).toBe("open");
});

it.each([
  [0, 200],
  [0.5, 250],
  [1, 300],
])("with chance %d tries again after %d ms", async (chance, pauseMs) => {
  const circuit = breaker({ random: () => chance });
  await circuit.failTimes(3);
  await pass(pauseMs - 1);
  await expect(circuit.run(succeed, 100)).rejects.toThrow(CircuitOpen);
  await pass(1);
  expect(await circuit.run(succeed, 100)).toBe("answer");
  expect(circuit.states).toEqual(["open", "half-open", "closed"]);
});

it("tries with one task alone, and pauses again when that fails", async () => {
  const circuit = breaker();
  await circuit.failTimes(3);
  await pass(300);
  const probe = expect(circuit.run(hang, 100)).rejects.toThrow(TaskTimeout);
  expect(circuit.state).toBe("half-open");
  await expect(circuit.run(succeed, 100)).rejects.toThrow(CircuitOpen);
  await pass(100);
  await probe;
  await expect(circuit.run(succeed, 100)).rejects.toThrow(CircuitOpen);
  await pass(250);
  expect(await circuit.run(succeed, 100)).toBe("answer");
  expect(circuit.states).toEqual(["open", "half-open", "open", "half-open", "closed"]);
  await circuit.failTimes(2);
  expect(circuit.state).toBe("closed");
});

it("does not listen to tasks that began before it opened", async () => {
  const circuit = breaker();
  const early = Promise.allSettled(
    [250, 300].map((endMs) =>
      circuit.run(
        () => new Promise((_, reject) => setTimeout(reject, endMs, new Error("late"))),
        400,
      ),
    ),
  );
  await circuit.failTimes(3);
  await pass(250);
  expect(await circuit.run(succeed, 100)).toBe("answer");
  await pass(100);
  await early;
  await circuit.failTimes(2);
  expect(circuit.state).toBe("closed");
});

it("is not closed by the answer to a task that began before it opened", async () => {
  const circuit = breaker();
  const early = circuit.run(() => new Promise((resolve) => setTimeout(resolve, 350)), 400);
  await circuit.failTimes(3);
  await pass(300);
  const probe = expect(circuit.run(hang, 100)).rejects.toThrow(TaskTimeout);
  await pass(50);
  await early;
  expect(circuit.state).toBe("half-open");
  await pass(50);
  await probe;
});

it("behaves as its description says, whatever happens", async () => {
  const step = fc.oneof(
    fc.constantFrom("succeed", "fail", "hang" as const),
    fc.integer({ min: 1, max: 700 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const circuit = breaker();
      const model = { state: "closed", failures: [] as number[], nextTryAt: 0 };
      for (const one of steps) {
        if (typeof one === "number") {
          await pass(one);
          continue;
        }
        const isRefused = model.state === "open" && performance.now() < model.nextTryAt;
        const task = vi.fn({ succeed, fail, hang }[one]);
        const outcome = circuit.run(task, 100).then(
          () => "answered",
          (error) => error.constructor,
        );
        if (one === "hang" && !isRefused) await pass(100);
        const expected = { succeed: "answered", fail: Error, hang: TaskTimeout }[one];
        expect(await outcome).toBe(isRefused ? CircuitOpen : expected);
        expect(task).toHaveBeenCalledTimes(isRefused ? 0 : 1);
        if (isRefused) continue;

        const time = performance.now();
        model.failures = model.failures.filter((at) => at > time - 1_000);
        if (one === "succeed") {
          if (model.state === "open") Object.assign(model, { state: "closed", failures: [] });
        } else {
          model.failures.push(time);
          if (model.state === "open" || model.failures.length === 3) {
            Object.assign(model, { state: "open", failures: [], nextTryAt: time + 250 });
          }
        }
        expect(circuit.state).toBe(model.state);
      }
    }),
  );
});
