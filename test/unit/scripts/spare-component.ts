/** A component for changes to happen to. */
export const spareSource = `import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "./scope.ts";

export class Spare extends pulumi.ComponentResource {
  constructor(name: string, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Spare", name, {}, opts);
    const { resourceGroupName, location, tags } = scope;
    new UserAssignedIdentity(
      \`\${name}-identity\`,
      { resourceName: "id-spare", resourceGroupName, location, tags },
      { parent: this },
    );
    new Secret(
      \`\${name}-secret\`,
      {
        secretName: "spare",
        vaultName: "kv-spare",
        resourceGroupName,
        tags,
        properties: {
          value: pulumi.secret("first-secret-value"),
          contentType: "password",
          attributes: { enabled: true, expires: 1_800_000_000 },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
`;
