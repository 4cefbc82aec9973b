import { expect, it } from "vitest";
import { CircuitOpen, type CircuitState, TaskTimeout } from "../resilience/circuit-breaker.ts";
import { legGuards } from "./guards.ts";

const limitsMs = { text: 10, embedding: 10, vectors: 10 };
const never = () => new Promise<never>(() => {});
const away = new Error("no route to the model");
const fail = () => Promise.reject(away);

it("gives up each part after its time, and tells it so", async () => {
  for (const leg of ["text", "embedding", "vectors"] as const) {
    let signal: AbortSignal | undefined;
    const wait = (given: AbortSignal) => {
      signal = given;
      return never();
    };
    await expect(legGuards({ limitsMs })[leg](wait)).rejects.toThrow(TaskTimeout);
    expect(signal?.aborted).toBe(true);
  }
});

it("gives what a part gives in time", async () => {
  const guards = legGuards();
  expect(await guards.text(async () => 1)).toBe(1);
  expect(await guards.vectors(async () => 2)).toBe(2);
});

it("leaves an embedder alone that keeps failing, and still says why", async () => {
  const states: [string, CircuitState][] = [];
  const onCircuit = (name: string) => (state: CircuitState) => states.push([name, state]);
  const guards = legGuards({ onCircuit });
  for (let time = 0; time < 5; time += 1) await expect(guards.embedding(fail)).rejects.toBe(away);
  let isAsked = false;
  const ask = async () => {
    isAsked = true;
  };
  await expect(guards.embedding(ask)).rejects.toThrow(
    expect.objectContaining({ constructor: CircuitOpen, cause: away }),
  );
  expect(isAsked).toBe(false);
  expect(states).toEqual([["embedder", "open"]]);
  expect(await guards.vectors(async () => 1)).toBe(1);
});

it("always asks the words, for which nothing could stand in", async () => {
  const guards = legGuards();
  for (let time = 0; time < 20; time += 1) await expect(guards.text(fail)).rejects.toBe(away);
  expect(await guards.text(async () => 1)).toBe(1);
});
