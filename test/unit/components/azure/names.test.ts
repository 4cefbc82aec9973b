import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  type NameKind,
  Names,
  nameRules,
  physicalName,
  suffixLength,
} from "../../../../components/azure/names.ts";
import { recordStack } from "../../../../plan/record.ts";

const kinds = Object.keys(nameRules) as NameKind[];
const suffixed = kinds.filter((kind) => nameRules[kind].isGlobal);
const kindsWithRoles = kinds.filter((kind) => nameRules[kind].roleLength > 0);

/** Source: Azure resource naming rules, each with its least and most characters. */
const allowed: Partial<Record<NameKind, RegExp>> = {
  vault: /^(?=.{3,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  storageAccount: /^[a-z0-9]{3,24}$/,
  database: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  workspace: /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/,
  webApp: /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/,
  appServicePlan: /^[a-z0-9-]{1,40}$/,
  dashboard: /^[a-z0-9-]{3,160}$/,
};
const allowedEverywhere = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const workload = fc
  .string({ unit: "grapheme", maxLength: 150 })
  .filter((text) => /[a-z0-9]/.test(text.toLowerCase()));
const suffix = lettersAndDigits(suffixLength, suffixLength);

/** A kind, and two roles of it, the first of which may be left out. */
const kindAndRoles = fc.constantFrom(...kindsWithRoles).chain((kind) => {
  const role = lettersAndDigits(1, nameRules[kind].roleLength);
  return fc.tuple(fc.constant(kind), fc.option(role, { nil: undefined }), role);
});

describe("any project and stack", () => {
  it("gives names of the length and alphabet of their kind (55, 75, 88)", () => {
    fc.assert(
      fc.property(workload, suffix, fc.constantFrom(...kinds), (text, suffix, kind) => {
        const name = physicalName(kind, text, undefined, nameRules[kind].isGlobal ? suffix : "");
        expect(name).toMatch(allowed[kind] ?? allowedEverywhere);
        expect(name).toMatch(allowedEverywhere);
        expect(name.length).toBeLessThanOrEqual(nameRules[kind].maxLength);
      }),
    );
  });

  it("gives the same with a role, and another name for another role", () => {
    fc.assert(
      fc.property(workload, suffix, kindAndRoles, (text, suffix, [kind, first, second]) => {
        fc.pre(first !== second);
        const end = nameRules[kind].isGlobal ? suffix : "";
        const [one, other] = [first, second].map((role) => physicalName(kind, text, role, end));
        expect(other).toMatch(allowed[kind] ?? allowedEverywhere);
        expect(other?.length).toBeLessThanOrEqual(nameRules[kind].maxLength);
        expect(one).not.toBe(other);
      }),
    );
  });

  it("keeps the whole suffix of names that the world shares", () => {
    fc.assert(
      fc.property(workload, suffix, fc.constantFrom(...suffixed), (text, suffix, kind) => {
        expect(physicalName(kind, text, undefined, suffix).endsWith(suffix)).toBe(true);
      }),
    );
  });
});

test("roles stay apart where a long workload is cut", () => {
  const long = "a".repeat(40);
  expect(physicalName("storageAccount", long, undefined, "abc123")).toBe("staaaaaaaaaaaaabc123");
  expect(physicalName("storageAccount", long, "aa", "abc123")).toBe("staaaaaaaaaaaaaaabc123");
});

test("names read as prefix, workload, role and suffix", () => {
  const name = (kind: NameKind, role?: string, suffix = "") =>
    physicalName(kind, "copilot-prod", role, suffix);
  expect(name("resourceGroup")).toBe("rg-copilot-prod");
  expect(name("subnet", "web")).toBe("snet-copilot-prod-web");
  expect(name("vault", undefined, "abc123")).toBe("kv-copilot-prod-abc123");
  expect(name("storageAccount", undefined, "abc123")).toBe("stcopilotprodabc123");
  expect(name("storageAccount", "code", "abc123")).toBe("stcopilotprodcodeabc123");
});

test("a cut that ends at a dash leaves no dash at the end", () => {
  expect(physicalName("vault", "abcdefghijklm-prod", undefined, "abc123")).toBe(
    "kv-abcdefghijklm-abc123",
  );
});

test("a workload without a letter or digit is refused", () => {
  expect(() => physicalName("vault", "_.-", undefined, "abc123")).toThrow(
    'workload: has no letter or digit, got "_.-"; use for example copilot-prod',
  );
});

test.each([
  ["storageAccount", "releases", 4],
  ["vault", "a", 0],
  ["subnet", "--", 24],
] as const)("a %s with the role %j is refused", (kind, role, roleLength) => {
  expect(() => physicalName(kind, "copilot", role, "")).toThrow(
    `role of ${kind}: has no room, got "${role}"; use 1 to ${roleLength} characters`,
  );
});

test("the suffix is made once, of lower case letters and digits", async () => {
  const stack = { project: "copilot", stack: "test", config: {} };
  const { resources, outputs } = await recordStack(stack, () => {
    const names = new Names("names", { workload: "copilot-test" });
    return { group: names.of("resourceGroup") };
  });
  const [suffix, ...others] = resources.filter(({ isComponent }) => !isComponent);
  expect(others).toEqual([]);
  expect(suffix).toMatchObject({
    name: "names-suffix",
    type: "random:index/randomString:RandomString",
    parent: resources.find(({ name }) => name === "names")?.urn,
    inputs: { length: suffixLength, upper: false, special: false },
  });
  expect(outputs).toEqual({ group: "rg-copilot-test" });
});

function lettersAndDigits(minLength: number, maxLength: number) {
  const unit = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789");
  return fc.string({ unit, minLength, maxLength });
}
