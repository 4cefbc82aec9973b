import { holdsSecret, isSecretPath, secretTexts } from "../../policies/secret-texts.ts";
import { type AzureType, azureTypeOf } from "../azure-types.ts";
import type { RecordedResource, ResourceGraph } from "../graph.ts";
import { madeResources } from "../tree.ts";
import { apiVersionOf } from "./api-version.ts";
import { bodyOf } from "./body.ts";
import { type Expressions, expressionsFor } from "./expressions.ts";

/** A template for a resource group. */
export interface ArmTemplate {
  $schema: string;
  contentVersion: string;
  metadata: {
    /** The group itself, which a template cannot make that is deployed to it. */
    resourceGroup: Record<string, unknown> | null;
    /** What is no resource of Azure. */
    leftOut: { name: string; type: string }[];
  };
  parameters: Record<string, { type: "securestring" }>;
  resources: ArmResource[];
}

export interface ArmResource {
  type: string;
  apiVersion: string;
  name: string;
  /** Logical name in the program. */
  comments: string;
  scope?: string;
  dependsOn?: string[];
  [key: string]: unknown;
}

/**
 * A graph in the form that the resource manager and its scanners read. Secrets are parameters; what
 * only Azure knows, such as the id of a tenant, is what the recorder made up. Throws an Error for a
 * type of Azure that `azure-types.ts` does not know.
 */
export function armTemplate(graph: ResourceGraph): ArmTemplate {
  const made = madeResources(graph);
  const group = made.find(({ type }) => type === groupToken);
  const exported = made.filter(
    ({ type }) => type.startsWith("azure-native:") && type !== groupToken,
  );
  const leftOut = made.filter(({ type }) => !type.startsWith("azure-native:"));
  const parameters: ArmTemplate["parameters"] = {};
  const context: Context = {
    expressions: expressionsFor(made),
    secrets: secretTexts(graph),
    parameters,
    waitsFor: waitsFor(graph, exported),
  };
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    metadata: {
      resourceGroup: group?.inputs ?? null,
      leftOut: leftOut.map(({ name, type }) => ({ name, type })),
    },
    parameters,
    resources: exported.map((resource) => armResource(resource, context)),
  };
}

const groupToken = "azure-native:resources:ResourceGroup";

interface Context {
  expressions: Expressions;
  secrets: string[];
  /** Filled as secrets are met. */
  parameters: ArmTemplate["parameters"];
  waitsFor: (resource: RecordedResource) => RecordedResource[];
}

function armResource(resource: RecordedResource, context: Context): ArmResource {
  const type = azureTypeOf(resource.type);
  if (!type) {
    throw new Error(
      `${resource.type}: has no name in the resource manager; add it to azure-types.ts`,
    );
  }
  const { expressions, waitsFor: waits } = context;
  const dependsOn = waits(resource).map((other) => `[${expressions.idOf(other)}]`);
  const body = bodyOf(
    resource,
    type,
    (value, place) => plainForm(value, place, resource, context),
    expressions.textOf,
  );
  return {
    type: type.type,
    apiVersion: apiVersionOf(resource.type),
    name: expressions.nameOf(resource, type),
    comments: resource.name,
    ...scopeOf(resource, type, expressions),
    ...body,
    ...(dependsOn.length > 0 && { dependsOn: [...new Set(dependsOn)].toSorted() }),
  };
}

/** None for what extends the group that the template is deployed to. */
function scopeOf({ inputs }: RecordedResource, type: AzureType, expressions: Expressions) {
  if (type.scope === undefined) return {};
  const scope = expressions.textOf(String(inputs[type.scope]));
  return scope === "[resourceGroup().id]" ? {} : { scope };
}

function plainForm(
  value: unknown,
  place: string,
  resource: RecordedResource,
  { expressions, secrets, parameters }: Context,
): unknown {
  const isSecret =
    isSecretPath(place, resource.secretInputs) ||
    (typeof value === "string" && holdsSecret(value, secrets));
  if (isSecret) {
    const parameter = `${resource.name}-${place}`.replace(/\W+/g, "_");
    parameters[parameter] = { type: "securestring" };
    return `[parameters('${parameter}')]`;
  }
  if (typeof value !== "string") return value;
  return roleDefinition(value) ?? expressions.textOf(value);
}

/** Built-in roles are of the subscription, whose id the program takes from that of a resource. */
function roleDefinition(text: string): string | undefined {
  const [, guid] = /\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/.exec(text) ?? [];
  return guid && `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${guid}')]`;
}

/** What a resource waits for in the template: through what is not in it as well. */
function waitsFor({ resources }: ResourceGraph, exported: RecordedResource[]): Context["waitsFor"] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const inTemplate = new Set(exported.map(({ urn }) => urn));
  const waits = ({ dependencies }: RecordedResource): RecordedResource[] =>
    dependencies.flatMap((urn) => {
      const other = byUrn.get(urn);
      if (!other) return [];
      return inTemplate.has(urn) ? [other] : waits(other);
    });
  return waits;
}
