import type { Check } from "../policy.ts";
import { listAt, valueAt } from "../property-path.ts";
import { holdsSecret, secretTexts } from "../secret-texts.ts";

const settings = "siteConfig.appSettings";

/** Words in the name of a setting whose value is nobody's business. */
const secretName = /PASSWORD|SECRET|TOKEN|CREDENTIAL|CONNECTION_?STRING|(^|_)(API_?)?KEY(_|$)/i;

/** A signed address of a blob lets in whoever has it. */
const signature = /[?&]sig=/;

const isReference = (value: string) => value.startsWith("@Microsoft.KeyVault(");

/** By the name of the setting, the form of its value, and what is marked as a secret anywhere. */
export const secretsAreReferences: Check = (resource, graph) => {
  const secrets = secretTexts(graph);
  return listAt(resource.inputs, settings).flatMap((setting, index) => {
    const path = `${settings}[${index}].value`;
    const value = String(valueAt(setting, "value") ?? "");
    const isSecret =
      secretName.test(String(valueAt(setting, "name"))) ||
      signature.test(value) ||
      holdsSecret(value, secrets);
    return isSecret && !isReference(value) ? [{ resource, path, found: "a literal" }] : [];
  });
};

/** Azure takes the identity that it made itself, unless another one is named. */
export const identityReadsSecrets: Check = (resource) => {
  const { inputs } = resource;
  if (!String(valueAt(inputs, "identity.type") ?? "").includes("UserAssigned")) return [];
  const own = listAt(inputs, "identity.userAssignedIdentities");
  return own.includes(inputs.keyVaultReferenceIdentity)
    ? []
    : [{ resource, path: "keyVaultReferenceIdentity" }];
};
