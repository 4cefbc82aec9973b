import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedResource } from "../../../plan/graph.ts";
import { property } from "../../../policies/checks.ts";
import { equals } from "../../../policies/conditions.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { policies } from "../../../policies/policies.ts";
import type { Platform, Policy } from "../../../policies/policy.ts";
import type { Waiver } from "../../../policies/waivers.ts";
import { graphOf, resource } from "./examples/example.ts";

const dev: Platform = { tier: "dev", network: "public" };
const prod: Platform = { tier: "prod", network: "private" };
const today = "2026-11-21";

const closed: Policy = {
  id: "door-closed",
  title: "Doors are closed",
  resourceTypes: ["azure-native:house:Door"],
  severity: "error",
  check: property("state", equals("closed")),
  sources: [],
};
const door = (name: string, state: unknown, others: Partial<RecordedResource> = {}) =>
  resource("house:Door", { state }, { ...others, name, urn: `urn:${name}` });
const waiver: Waiver = { policy: "door-closed", reason: "Airing.", expires: "2026-11-21" };

function judge(
  doors: RecordedResource[],
  waivers: Waiver[] = [],
  policy: Policy = closed,
  platform: Platform = dev,
) {
  return evaluate(graphOf(doors), platform, [policy], waivers, today);
}

describe("evaluate", () => {
  it("says which resource is wrong, where, and what is there", () => {
    expect(judge([door("front", "open"), door("back", "closed")])).toEqual({
      findings: [
        {
          policy: "door-closed",
          title: "Doors are closed",
          severity: "error",
          resource: "front",
          path: "state",
          found: '"open"',
        },
      ],
      waived: [],
      passed: [],
      notApplicable: [],
    });
  });

  it("passes a policy that finds nothing", () => {
    expect(judge([door("back", "closed")]).passed).toEqual(["door-closed"]);
  });

  it.each([
    [undefined, "nothing"],
    [false, "false"],
    [3, "3"],
    [[1, 2], "a list of 2"],
    [{ token: "x" }, "an object"],
  ])("shows %j as %s, because what is within could be a secret", (state, found) => {
    expect(judge([door("front", state)]).findings[0]?.found).toBe(found);
  });

  it("does not count a policy without resources as passed", () => {
    const { passed, notApplicable } = judge([resource("house:Window")]);
    expect(passed).toEqual([]);
    expect(notApplicable).toEqual([{ policy: "door-closed", because: "no such resource" }]);
  });

  it.each([
    ["production", prod, dev],
    ["nonproduction", dev, prod],
    ["privateNetwork", { tier: "dev", network: "private" }, dev],
  ] as const)("holds a policy for %s there alone", (circumstance, where, elsewhere) => {
    const policy: Policy = { ...closed, appliesTo: [circumstance] };
    expect(judge([door("front", "open")], [], policy, where).findings).toHaveLength(1);
    expect(judge([door("front", "open")], [], policy, elsewhere)).toEqual({
      findings: [],
      waived: [],
      passed: [],
      notApplicable: [{ policy: "door-closed", because: "circumstance" }],
    });
  });

  it.each(["production", "nonproduction", "privateNetwork"] as const)(
    "holds no policy for %s on a machine that has no tier",
    (circumstance) => {
      const { notApplicable } = judge([], [], { ...closed, appliesTo: [circumstance] }, {});
      expect(notApplicable).toEqual([{ policy: "door-closed", because: "circumstance" }]);
    },
  );

  it("answers the same, whatever the order of the resources", () => {
    const doors = ["a", "b", "c", "d"].map((name) => door(name, "open"));
    fc.assert(
      fc.property(fc.shuffledSubarray(doors, { minLength: 4 }), (shuffled) => {
        expect(judge(shuffled)).toEqual(judge(doors));
      }),
    );
  });
});

describe("a waiver", () => {
  it("keeps a finding, with the reason why it is none", () => {
    const { findings, waived } = judge([door("front", "open")], [waiver]);
    expect(findings).toEqual([]);
    expect(waived).toMatchObject([{ resource: "front", path: "state", reason: "Airing." }]);
  });

  it.each([["front"], [/^fr/]])("for %s leaves other resources alone", (name) => {
    const { findings, waived } = judge(
      [door("front", "open"), door("back", "open")],
      [{ ...waiver, resource: name }],
    );
    expect(findings.map(({ policy, resource: found }) => [policy, found])).toEqual([
      ["door-closed", "back"],
    ]);
    expect(waived.map(({ resource: found }) => found)).toEqual(["front"]);
  });

  it("of another tier waives nothing, and is not unused either", () => {
    const { findings } = judge([door("front", "open")], [{ ...waiver, tiers: ["prod"] }]);
    expect(findings.map(({ policy }) => policy)).toEqual(["door-closed"]);
  });

  it("holds on its last day, and waives nothing the day after", () => {
    expect(judge([door("front", "open")], [waiver]).findings).toEqual([]);
    const { findings, waived } = judge(
      [door("front", "open")],
      [{ ...waiver, expires: "2026-11-20" }],
    );
    expect(waived).toEqual([]);
    expect(findings.map(({ policy }) => policy)).toEqual(["door-closed", "waiver-expired"]);
    expect(findings[1]).toMatchObject({
      severity: "error",
      resource: "door-closed",
      path: "expires",
      found: '"2026-11-20"',
    });
  });

  it("that has nothing to waive is a finding", () => {
    const { findings, passed } = judge([door("front", "closed")], [waiver]);
    expect(passed).toEqual(["door-closed"]);
    expect(findings).toMatchObject([
      {
        policy: "waiver-unused",
        severity: "warning",
        resource: "door-closed",
        found: "every resource",
      },
    ]);
  });

  it("for a resource that is not there is a finding", () => {
    const { findings } = judge([door("front", "closed")], [{ ...waiver, resource: "side" }]);
    expect(findings).toMatchObject([{ policy: "waiver-unused", found: "side" }]);
  });

  it("of a tier is left out where there is none", () => {
    const elsewhere = (tiers?: Waiver["tiers"]) =>
      judge([door("front", "open")], [{ ...waiver, ...(tiers && { tiers }) }], closed, {});
    expect(elsewhere(["dev"]).findings.map(({ policy }) => policy)).toEqual(["door-closed"]);
    expect(elsewhere().findings).toEqual([]);
  });

  it("for a policy that does not exist is a finding", () => {
    const { findings } = judge([door("front", "closed")], [{ ...waiver, policy: "door-shut" }]);
    expect(findings).toMatchObject([{ policy: "waiver-unused", resource: "door-shut" }]);
  });
});

describe("a finding", () => {
  const secret = "hunter2-hunter2";

  it.each([
    ["at its own path", secret, "state", "state"],
    ["within a secret", { lock: secret }, "state", "state.lock"],
    ["around a secret", { lock: secret }, "state.lock", "state"],
  ])("shows no secret %s", (_, state, secretPath, path) => {
    const policy = { ...closed, check: property(path, equals("closed")) };
    const { findings } = judge([door("front", state, { secretInputs: [secretPath] })], [], policy);
    expect(findings).toMatchObject([{ path, found: "a secret" }]);
  });

  it("shows no secret of another resource", () => {
    const vault = resource(
      "keyvault:Secret",
      { properties: { value: secret } },
      { secretInputs: ["properties.value"] },
    );
    const { findings } = judge([vault, door("front", `pg://${secret}@host`)]);
    expect(findings[0]?.found).toBe("a secret");
  });

  it("shows no secret, wherever an app setting has it", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9"\\]{8,20}$/), fc.boolean(), (text, isMarked) => {
        const generated = `s3cret${text}`;
        const site = resource(
          "web:WebApp",
          {
            kind: generated,
            siteConfig: { appSettings: [{ name: "DATABASE_PASSWORD", value: generated }] },
          },
          { secretInputs: isMarked ? ["siteConfig.appSettings[0].value"] : ["kind"] },
        );
        const { findings } = evaluate(graphOf([site]), prod, policies, [], today);
        expect(findings.map(({ path }) => path)).toEqual(
          expect.arrayContaining(["kind", "siteConfig.appSettings[0].value"]),
        );
        const shown = findings.map(({ found }) => found).join("\n");
        expect(shown).not.toContain(generated);
        expect(shown).not.toContain(JSON.stringify(generated));
      }),
    );
  });
});
