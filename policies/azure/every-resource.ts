import type { RecordedResource, ResourceGraph } from "../../plan/graph.ts";
import { all, companion, dependent, everyItem, property } from "../checks.ts";
import { equals, isSet, matches } from "../conditions.ts";
import type { Policy, Problem } from "../policy.ts";
import { joinPaths } from "../property-path.ts";
import { holdsSecret, isSecretPath, secretTexts, textsWithin } from "../secret-texts.ts";
import { namePrefixes, taggedTypes } from "./resource-names.ts";

export const everyResourcePolicies: Policy[] = [
  {
    id: "azure-resource-tags",
    expectation: 112,
    title: "Tags say which tier a resource is of, who owns it and who pays",
    resourceTypes: taggedTypes,
    severity: "warning",
    check: all(
      property("tags.env", isSet),
      property("tags.owner", isSet),
      property("tags.costCentre", isSet),
    ),
    sources: ["Azure.Resource.RequiredTags", "Azure.Resource.UseTags"],
  },
  {
    id: "azure-resource-name-prefix",
    expectation: 113,
    title: "Names begin with the abbreviation of the Cloud Adoption Framework",
    resourceTypes: Object.keys(namePrefixes),
    severity: "info",
    check: hasNamePrefix,
    sources: ["Azure.CAF_2026_03"],
  },
  {
    id: "azure-subnet-name-prefix",
    expectation: 113,
    title: "Names of subnets begin with their abbreviation too",
    resourceTypes: ["azure-native:network:VirtualNetwork"],
    severity: "info",
    check: everyItem("subnets", "name", matches(/^snet-/)),
    sources: ["Azure.CAF_2026_03"],
  },
  {
    id: "azure-output-no-secret",
    expectation: 114,
    title: "No plain output holds a secret",
    resourceTypes: ["pulumi:pulumi:Stack"],
    severity: "error",
    check: noSecretInPlainOutput,
    sources: ["Azure.Deployment.OutputSecretValue"],
  },
  {
    id: "azure-group-lock",
    expectation: 115,
    title: "Azure refuses to delete the resource group",
    resourceTypes: ["azure-native:resources:ResourceGroup"],
    severity: "error",
    appliesTo: ["production"],
    check: companion(
      "azure-native:authorization:ManagementLockByScope",
      dependent,
      property("level", equals("CanNotDelete")),
    ),
    sources: ["CIS5:6.2", "CIS5:9.3.9"],
  },
];

function hasNamePrefix(resource: RecordedResource, graph: ResourceGraph): Problem[] {
  const rule = namePrefixes[resource.type];
  return rule ? property(rule.property, matches(RegExp(`^${rule.prefix}`)))(resource, graph) : [];
}

/** The outputs belong to the stack itself, which is a resource like any other. */
function noSecretInPlainOutput(stack: RecordedResource, graph: ResourceGraph): Problem[] {
  const secrets = secretTexts(graph);
  return textsWithin(graph.outputs)
    .filter(({ path }) => !isSecretPath(path, graph.secretOutputs))
    .filter(({ text }) => holdsSecret(text, secrets))
    .map(({ path }) => ({
      resource: stack,
      path: joinPaths("outputs", path),
      found: "a secret",
    }));
}
