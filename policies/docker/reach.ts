import type { RecordedResource, ResourceGraph } from "../../plan/graph.ts";
import { everyItem, property } from "../checks.ts";
import { atLeast, equals, isSet, matches } from "../conditions.ts";
import type { Policy, Problem } from "../policy.ts";
import { listAt } from "../property-path.ts";
import { holdsSecret, isSecretPath, secretTexts } from "../secret-texts.ts";
import { ofRunning } from "./container.ts";

/** The id of an image that was built, a digest, or a tag with a version. */
const isVersioned = matches(/^sha256:|@sha256:|:[^:/]*\d[^:/]*$/);

/** Who reaches a container, whom it reaches, and what it is told. */
export const reachPolicies: Policy[] = [
  ofRunning({
    id: "docker-container-loopback",
    title: "Containers are offered to their own machine alone",
    severity: "error",
    check: everyItem("ports", "ip", equals("127.0.0.1")),
    sources: ["CISDocker1.6:5.14"],
  }),
  ofRunning({
    id: "docker-container-unprivileged-ports",
    title: "Programs in containers listen where no right is needed",
    severity: "warning",
    check: everyItem("ports", "internal", atLeast(1_024)),
    sources: ["CISDocker1.6:5.8"],
  }),
  ofRunning({
    id: "docker-container-own-network",
    title: "Containers are in networks of their stack, or in none",
    severity: "error",
    check: isInOwnNetwork,
    sources: ["CISDocker1.6:5.10", "CISDocker1.6:5.30"],
  }),
  {
    id: "docker-network-no-way-out",
    title: "Networks let nobody out, but for the one that is there for it",
    resourceTypes: ["docker:index/network:Network"],
    severity: "error",
    check: hasNoWayOut,
    sources: [],
  },
  ofRunning({
    id: "docker-container-no-secret-variable",
    title: "Secrets are files in containers, not variables that the engine shows",
    severity: "error",
    check: hasNoSecretVariable,
    sources: [],
  }),
  ofRunning({
    id: "docker-container-image-version",
    title: "Images are named by a version or by what they hold",
    severity: "error",
    check: property("image", isVersioned),
    sources: ["CISDocker1.6:5.28"],
  }),
];

/** `none`, or a network with a name: what names neither joins the engine's standard bridge. */
function isInOwnNetwork(resource: RecordedResource): Problem[] {
  const { networkMode, networksAdvanced } = resource.inputs;
  if (isSet(networkMode)) return networkMode === "none" ? [] : [{ resource, path: "networkMode" }];
  return isSet(networksAdvanced) ? [] : [{ resource, path: "networksAdvanced" }];
}

const masquerade = "com.docker.network.bridge.enable_ip_masquerade";

/** Without an address of the host to stand for theirs, containers get no answer from elsewhere. */
function hasNoWayOut(resource: RecordedResource): Problem[] {
  const { name, internal, options } = resource.inputs;
  if (internal === true || String(name).endsWith("-egress")) return [];
  const isOff = (options as Record<string, unknown> | undefined)?.[masquerade] === "false";
  return isOff ? [] : [{ resource, path: "options", found: "a way out" }];
}

/** By what is marked as a secret, here and anywhere else in the stack. */
function hasNoSecretVariable(resource: RecordedResource, graph: ResourceGraph): Problem[] {
  const secrets = secretTexts(graph);
  return listAt(resource.inputs, "envs").flatMap((variable, index) => {
    const path = `envs[${index}]`;
    const isSecret =
      isSecretPath(path, resource.secretInputs) || holdsSecret(String(variable), secrets);
    return isSecret ? [{ resource, path, found: "a secret" }] : [];
  });
}
