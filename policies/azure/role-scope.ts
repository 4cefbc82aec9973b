import type { Check } from "../policy.ts";

/** Key Vault Secrets User. */
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

export const readsSecretsOnly: Check = (resource, graph) => {
  const isOnVault = graph.resources.some(
    ({ type, urn }) =>
      type === "azure-native:keyvault:Vault" && resource.dependencies.includes(urn),
  );
  return isOnVault && !String(resource.inputs.roleDefinitionId).endsWith(`/${secretsUser}`)
    ? [{ resource, path: "roleDefinitionId" }]
    : [];
};

/** Ids are unknown before a deployment, but what they are taken from is known. */
export const isOnOneResource: Check = (resource, graph) => {
  const isOnGroup = graph.resources.some(
    ({ type, urn }) =>
      type === "azure-native:resources:ResourceGroup" && resource.dependencies.includes(urn),
  );
  const isBroad = /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/?$/i.test(
    String(resource.inputs.scope),
  );
  return isOnGroup || isBroad ? [{ resource, path: "scope" }] : [];
};
