import { describe, expect, it } from "vitest";
import { dockerPolicies } from "../../../policies/docker/policies.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { policies } from "../../../policies/policies.ts";
import type { Platform, Policy } from "../../../policies/policy.ts";
import { graphOf, resource } from "./examples/example.ts";
import { examples } from "./examples/examples.ts";

const everyPolicy = [...policies, ...dockerPolicies];
const policyOf = new Map(everyPolicy.map((policy) => [policy.id, policy]));

/** Where the policy holds. */
function platformOf({ appliesTo }: Policy): Platform {
  return appliesTo?.includes("nonproduction")
    ? { tier: "dev", network: "public" }
    : { tier: "prod", network: "private" };
}

describe("the list of policies", () => {
  it("covers each of the 115 expectations", () => {
    const covered = new Set(policies.map(({ expectation }) => expectation));
    const numbers = Array.from({ length: 115 }, (_, index) => index + 1);
    expect([...covered].toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
  });

  it("gives every policy an id and a title of its own, and something to judge", () => {
    expect(policyOf.size).toBe(everyPolicy.length);
    expect(new Set(everyPolicy.map(({ title }) => title)).size).toBe(everyPolicy.length);
    for (const { id, title, resourceTypes, sources } of everyPolicy) {
      expect(id).toMatch(/^(azure|docker)(-[a-z0-9]+)+$/);
      expect(title, id).toMatch(/^[A-Z].*[^.]$/);
      expect(resourceTypes.length, id).toBeGreaterThan(0);
      for (const list of [resourceTypes, sources]) expect(new Set(list).size, id).toBe(list.length);
    }
  });

  it("has an example of each, but for the outputs, which belong to no resource", () => {
    const shown = new Set(examples.map(({ policy }) => policy));
    expect(everyPolicy.filter(({ id }) => !shown.has(id)).map(({ id }) => id)).toEqual([
      "azure-output-no-secret",
    ]);
    expect([...shown].filter((id) => !policyOf.has(id))).toEqual([]);
  });
});

describe.each(examples)("the policy $policy", ({ policy: id, good, bad, path }) => {
  const policy = policyOf.get(id);
  if (!policy) throw new Error(`${id}: is no policy`);
  const judge = (resources: typeof good) =>
    evaluate(graphOf(resources), platformOf(policy), [policy], [], "2026-11-21");

  it("finds nothing in its good example", () => {
    expect(judge(good)).toEqual({ findings: [], waived: [], passed: [id], notApplicable: [] });
  });

  it(`finds ${path} in its bad example, and nothing else`, () => {
    const { findings, passed } = judge(bad);
    expect(findings.map((finding) => [finding.policy, finding.path])).toEqual([[id, path]]);
    expect(findings[0]).toMatchObject({ title: policy.title, severity: policy.severity });
    // Both a token and an app setting have this value in an example.
    expect(JSON.stringify(findings)).not.toContain("never-shown");
    expect(passed).toEqual([]);
  });
});

describe("the policy azure-output-no-secret", () => {
  const holder = resource(
    "keyvault:Secret",
    { value: "s3cret-value" },
    { secretInputs: ["value"] },
  );
  const stack = resource("pulumi:pulumi:Stack");
  const policy = policies.filter(({ id }) => id === "azure-output-no-secret");
  const judge = (outputs: Record<string, unknown>, secretOutputs: string[]) =>
    evaluate(
      graphOf([holder, stack], { outputs, secretOutputs }),
      { tier: "dev", network: "public" },
      policy,
      [],
      "2026-11-21",
    ).findings;

  it("lets secrets out as secrets, and what is none as it is", () => {
    expect(judge({ login: { url: "pg://u:s3cret-value@host" }, name: "chats" }, ["login"])).toEqual(
      [],
    );
  });

  it("takes no text for a secret because a short secret is part of it", () => {
    const short = resource("keyvault:Secret", { value: "on" }, { secretInputs: ["value"] });
    const { findings } = evaluate(
      graphOf([short, stack], { outputs: { city: "london", jobs: "on" }, secretOutputs: [] }),
      { tier: "dev", network: "public" },
      policy,
      [],
      "2026-11-21",
    );
    expect(findings.map(({ path }) => path)).toEqual(["outputs.jobs"]);
  });

  it("finds a secret output within a plain one", () => {
    const findings = judge({ key: "another-s3cret", url: "pg://u:another-s3cret@host" }, ["key"]);
    expect(findings.map(({ path }) => path)).toEqual(["outputs.url"]);
  });

  it("finds a secret within a plain output, and does not show it", () => {
    const findings = judge({ login: { url: "pg://u:s3cret-value@host" } }, []);
    expect(findings).toMatchObject([{ path: "outputs.login.url", found: "a secret" }]);
    expect(JSON.stringify(findings)).not.toContain("s3cret-value");
  });
});
