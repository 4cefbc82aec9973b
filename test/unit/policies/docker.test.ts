import { describe, expect, it } from "vitest";
import { recordPlatform } from "../../../plan/stacks.ts";
import { container } from "../../../policies/docker/container.ts";
import { dockerPolicies } from "../../../policies/docker/policies.ts";
import { dockerWaivers } from "../../../policies/docker/waivers.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { ruleSetOf } from "../../../policies/rule-set.ts";

/** The real day: a waiver that expires fails the build until somebody reviews it. */
const today = new Date().toISOString().slice(0, 10);

const standard = await recordPlatform("local-docker");
const everything = await recordPlatform("local-docker", {
  services: "observability,search,platform",
});
const withAlloy = await recordPlatform("local-docker", { logAgent: "alloy" });

describe("the containers of a machine", () => {
  it("are all that they are expected to be, or it is said why not", () => {
    for (const graph of [standard, withAlloy]) {
      const rules = ruleSetOf(graph);
      if (!rules) throw new Error("nothing is expected of containers");
      const { platform, policies, waivers } = rules;
      expect(evaluate(graph, platform, policies, waivers, today).findings).toEqual([]);
    }
  });

  it("need every waiver where all of them run", () => {
    const { findings, waived, notApplicable } = evaluate(
      everything,
      {},
      dockerPolicies,
      dockerWaivers,
      today,
    );
    expect([findings, notApplicable]).toEqual([[], []]);
    expect(
      [...new Set(waived.map(({ policy, resource }) => `${policy} ${resource}`))].toSorted(),
    ).toEqual(dockerWaivers.map(({ policy, resource }) => `${policy} ${resource}`).toSorted());
  });

  it("are judged by rules of their own, without a tier", () => {
    expect(ruleSetOf(standard)?.policies).toBe(dockerPolicies);
    expect(ruleSetOf(standard)?.platform).toEqual({});
  });

  it("are needed to be judged: local processes are held to nothing", async () => {
    expect(ruleSetOf(await recordPlatform("local"))).toBeUndefined();
  });

  it.each(dockerWaivers)(
    "have a waiver of $policy that is an honest sentence, for a year at most",
    ({ reason, expires }) => {
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(expires).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(expires <= "2027-11-30").toBe(true);
    },
  );
});

describe("the containers of a machine without one property", () => {
  /** What each of these keeps the rule from, taken away from every container at once. */
  const readers = {
    capabilities: ["docker-container-drops-capabilities"],
    securityOpts: ["docker-container-no-new-privileges"],
    readOnly: ["docker-container-read-only"],
    user: ["docker-container-user"],
    networksAdvanced: ["docker-container-own-network"],
    image: ["docker-container-image-version"],
    memory: ["docker-container-memory", "docker-container-no-swap"],
    memorySwap: ["docker-container-no-swap"],
    cpus: ["docker-container-cpus"],
    logOpts: ["docker-container-log-size"],
    restart: ["docker-container-restart"],
    healthcheck: ["docker-container-health"],
  };

  it.each(Object.entries(readers))("%s fail %j, every one that runs", (property, policies) => {
    const running = standard.resources.filter(
      ({ type, inputs }) => type === container && inputs.start !== false,
    );
    const resources = standard.resources.map((resource) => {
      const { [property]: _, ...inputs } = resource.inputs;
      return running.includes(resource) ? { ...resource, inputs } : resource;
    });
    const { findings } = evaluate({ ...standard, resources }, {}, dockerPolicies, [], today);
    for (const policy of policies) {
      const found = findings.filter((finding) => finding.policy === policy);
      expect(found.map(({ resource }) => resource)).toEqual(running.map(({ name }) => name));
    }
  });
});
