import { expect, test } from "vitest";
import { wrongKeys } from "./wrong-keys.ts";

test("an address waits for the rest of its minute after the last wrong key that it had", () => {
  let now = 5_000;
  const wrong = wrongKeys({ perMinute: 2, addresses: 10 }, () => now);
  wrong.count("a");
  expect(wrong.waitSeconds("a")).toBe(0);
  now += 10_000;
  wrong.count("a");
  expect(wrong.waitSeconds("a")).toBe(50);
  expect(wrong.waitSeconds("b")).toBe(0);
  now += 49_999;
  expect(wrong.waitSeconds("a")).toBe(1);
  now += 1;
  expect(wrong.waitSeconds("a")).toBe(0);
  wrong.count("a");
  expect(wrong.waitSeconds("a")).toBe(0);
});

test("twenty wrong keys a minute are what an address has", () => {
  const wrong = wrongKeys(undefined, () => 0);
  for (let count = 0; count < 19; count += 1) wrong.count("a");
  expect(wrong.waitSeconds("a")).toBe(0);
  wrong.count("a");
  expect(wrong.waitSeconds("a")).toBe(60);
});

test("no more addresses are remembered than it may, the latest ones", () => {
  const wrong = wrongKeys({ perMinute: 1, addresses: 3 }, () => 0);
  for (const address of ["a", "b", "c", "d"]) wrong.count(address);
  const waiting = ["a", "b", "c", "d"].filter((address) => wrong.waitSeconds(address) > 0);
  expect(waiting).toEqual(["b", "c", "d"]);
});
