import fc from "fast-check";
import { expect, test } from "vitest";
import { unwrap } from "../../../../providers/process/secrets.ts";
import { randomStandIn } from "../../../support/providers/random/provider.ts";
import { asSecret, type Wire } from "../../../support/providers/wire.ts";

const standIn = randomStandIn();
const stringToken = "random:index/randomString:RandomString";

test("a string has its length, only allowed characters, and at least what is asked for", async () => {
  const counts = fc.nat({ max: 5 });
  const inputs = fc.record({ minLower: counts, minUpper: counts, minNumeric: counts });
  await fc.assert(
    fc.asyncProperty(inputs, fc.nat({ max: 20 }), async (minimums, more) => {
      const { minLower, minUpper, minNumeric } = minimums;
      const length = minLower + minUpper + minNumeric + more;
      const result = await resultOf({ ...minimums, length, special: false });
      expect(result).toMatch(RegExp(`^[a-zA-Z0-9]{${length}}$`));
      expect(result.replace(/[^a-z]/g, "").length).toBeGreaterThanOrEqual(minLower);
      expect(result.replace(/[^A-Z]/g, "").length).toBeGreaterThanOrEqual(minUpper);
      expect(result.replace(/[^0-9]/g, "").length).toBeGreaterThanOrEqual(minNumeric);
    }),
  );
});

test("an alphabet that is switched off is not used, and special characters may be chosen", async () => {
  const length = 200;
  expect(await resultOf({ length, upper: false, special: false })).toMatch(/^[a-z0-9]{200}$/);
  expect(await resultOf({ length, lower: false, numeric: false, overrideSpecial: "_" })).toMatch(
    /^[A-Z_]{200}$/,
  );
});

test("a password is a secret and its id is none of it; two are never the same", async () => {
  const token = "random:index/randomPassword:RandomPassword";
  const made = await standIn.create(token, { length: 30 });
  expect(made).toEqual({
    id: "none",
    outputs: { length: 30, result: asSecret(expect.any(String)) },
  });
  const other = await standIn.create(token, { length: 30 });
  expect(unwrap(other.outputs.result)).not.toBe(unwrap(made.outputs.result));
});

test("any changed input replaces", () => {
  const olds = { length: 6, keepers: { version: "1" } };
  expect(standIn.diff(stringToken, olds, { length: 6, keepers: { version: "2" } })).toEqual({
    changes: ["keepers"],
    replaces: ["keepers"],
  });
  expect(standIn.diff(stringToken, olds, structuredClone(olds)).changes).toEqual([]);
});

test("what the SDK does not declare, or the stand-in does not make, is refused", () => {
  expect(standIn.check(stringToken, "s", {}, { length: 6, alphabet: "x" }).failures).toEqual([
    { property: "alphabet", reason: `is not an input of ${stringToken}` },
  ]);
  const token = "random:index/randomPet:RandomPet";
  expect(standIn.check(token, "p", {}, {}).failures[0]?.reason).toContain("does not make");
});

async function resultOf(inputs: Wire): Promise<string> {
  return String((await standIn.create(stringToken, inputs)).outputs.result);
}
