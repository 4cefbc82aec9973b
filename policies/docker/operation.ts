import type { RecordedResource } from "../../plan/graph.ts";
import { property } from "../checks.ts";
import { atLeast, isSet, matches, oneOf } from "../conditions.ts";
import type { Policy, Problem } from "../policy.ts";
import { ofRunning } from "./container.ts";

/** How much a container takes, and what becomes of it when something goes wrong. */
export const operationPolicies: Policy[] = [
  ofRunning({
    id: "docker-container-memory",
    title: "Containers take a limited amount of memory",
    severity: "error",
    check: property("memory", atLeast(1)),
    sources: ["CISDocker1.6:5.11"],
  }),
  ofRunning({
    id: "docker-container-no-swap",
    title: "What a container has in memory is never written to the disk",
    severity: "warning",
    check: isNeverSwapped,
    sources: [],
  }),
  ofRunning({
    id: "docker-container-cpus",
    title: "Containers take a limited share of the processor",
    severity: "warning",
    check: property("cpus", matches(/^(?!0*\.?0*$)\d*\.?\d+$/)),
    sources: ["CISDocker1.6:5.12"],
  }),
  ofRunning({
    id: "docker-container-log-size",
    title: "The logs of a container do not fill the disk",
    severity: "warning",
    check: property("logOpts.max-size", isSet),
    sources: [],
  }),
  ofRunning({
    id: "docker-container-restart",
    title: "Containers come back when they fail or the machine starts",
    severity: "warning",
    check: property("restart", oneOf("unless-stopped", "always")),
    sources: [],
  }),
  ofRunning({
    id: "docker-container-health",
    title: "Somebody asks containers whether they are well",
    severity: "warning",
    check: property("healthcheck.tests", isSet),
    sources: ["CISDocker1.6:5.27"],
  }),
];

/** The limit of both together leaves nothing for swap. */
function isNeverSwapped(resource: RecordedResource): Problem[] {
  const { memory, memorySwap } = resource.inputs;
  return memory === memorySwap ? [] : [{ resource, path: "memorySwap" }];
}
