import { everyItem, holds, property } from "../checks.ts";
import { equals, isUnset, matches, oneOf } from "../conditions.ts";
import type { Policy } from "../policy.ts";
import { ofRunning } from "./container.ts";

/** What a container may do by itself. */
export const isolationPolicies: Policy[] = [
  ofRunning({
    id: "docker-container-no-privileges",
    title: "No container has every right of its host",
    severity: "error",
    check: property("privileged", oneOf(false, undefined)),
    sources: ["CISDocker1.6:5.5"],
  }),
  ofRunning({
    id: "docker-container-drops-capabilities",
    title: "Containers give every capability away",
    severity: "error",
    check: holds("capabilities.drops", "ALL"),
    sources: ["CISDocker1.6:5.4"],
  }),
  ofRunning({
    id: "docker-container-no-capability",
    title: "Containers take no capability back",
    severity: "error",
    check: property("capabilities.adds", isUnset),
    sources: ["CISDocker1.6:5.4"],
  }),
  ofRunning({
    id: "docker-container-no-new-privileges",
    title: "No program in a container gets more rights than it started with",
    severity: "error",
    check: holds("securityOpts", "no-new-privileges:true"),
    sources: ["CISDocker1.6:5.26"],
  }),
  ofRunning({
    id: "docker-container-profiles",
    title: "Containers keep the profiles that the engine confines them with",
    severity: "error",
    check: everyItem("securityOpts", "", matches(/^(?!.*[=:](unconfined|disable)$)/)),
    sources: ["CISDocker1.6:5.2", "CISDocker1.6:5.3", "CISDocker1.6:5.22"],
  }),
  ofRunning({
    id: "docker-container-read-only",
    title: "Containers cannot change their own programs",
    severity: "error",
    check: property("readOnly", equals(true)),
    sources: ["CISDocker1.6:5.13"],
  }),
  ofRunning({
    id: "docker-container-user",
    title: "Programs in containers run as somebody who is not root",
    severity: "error",
    check: property("user", matches(/^(?!0(:|$))\d+(:\d+)?$/)),
    sources: ["CISDocker1.6:4.1"],
  }),
];
