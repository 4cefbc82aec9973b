import { expect, test, vi } from "vitest";
import { patiently, TryAgain } from "./retry.ts";

const patience = { giveUpAfterMs: 60_000, firstWaitMs: 4, longestWaitMs: 16 };
const { signal } = new AbortController();

/** An attempt that fails `failures` times, with the waits that it caused. */
async function waitsOf(failures: number, values: Partial<typeof patience> = {}, waitMs = 0) {
  const waits: number[] = [];
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    if (attempts <= failures) throw new TryAgain(`failure ${attempts}`, waitMs);
    return "done";
  };
  const result = await patiently(attempt, { ...patience, ...values }, signal, (_, wait) =>
    waits.push(wait),
  ).catch((error: Error) => error.message);
  return { waits, attempts, result };
}

test("waits grow, are spread, and have an end", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  expect(await waitsOf(5)).toEqual({ waits: [4, 8, 16, 16, 16], attempts: 6, result: "done" });
  random.mockReturnValueOnce(0).mockReturnValueOnce(0.75);
  expect((await waitsOf(2)).waits).toEqual([2, 10]);
  random.mockRestore();
});

test("a server that asks for a longer wait gets it", async () => {
  expect((await waitsOf(1, {}, 50)).waits).toEqual([50]);
});

test("a wait that is longer than patience is not begun", async () => {
  expect(await waitsOf(9, { giveUpAfterMs: 1_000 }, 3_600_000)).toEqual({
    waits: [],
    attempts: 1,
    result: "failure 1",
  });
  const impatient = await waitsOf(99, { giveUpAfterMs: 100 });
  expect(impatient.result).toBe(`failure ${impatient.attempts}`);
  expect(impatient.attempts).toBeGreaterThan(2);
  expect(impatient.attempts).toBeLessThan(40);
});

test("what will not get better is not tried again", async () => {
  const attempt = vi.fn(async () => {
    throw new Error("for good");
  });
  await expect(patiently(attempt, patience, signal, () => {})).rejects.toThrow("for good");
  expect(attempt).toHaveBeenCalledTimes(1);
});

test("a stop ends the wait with the last failure", async () => {
  const controller = new AbortController();
  const attempt = async () => {
    throw new TryAgain("away");
  };
  const forever = { ...patience, firstWaitMs: 40_000, longestWaitMs: 40_000 };
  const waiting = patiently(attempt, forever, controller.signal, () => controller.abort());
  await expect(waiting).rejects.toThrow("away");
});
