import type * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault as AzureVault } from "@pulumi/azure-native/keyvault/vault.js";
import {
  NetworkRuleAction,
  NetworkRuleBypassOptions,
  SkuFamily,
  SkuName,
} from "@pulumi/azure-native/types/enums/keyvault/index.js";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { privateEndpoint } from "./private-endpoint.ts";
import { type Grantee, grantRole } from "./roles.ts";
import type { PrivateNetwork, Scope } from "./scope.ts";

export interface VaultArgs {
  scope: Scope;
  tenantId: pulumi.Input<string>;
  /** Days that a deleted vault stays recoverable, 7 to 90; fixed at creation. */
  retentionDays: number;
  /** Nobody can purge a deleted vault early; cannot be taken back. */
  isPurgeProtected: boolean;
  /** Closes the vault to everything but this network; default open to the Internet, with a login. */
  privateNetwork?: PrivateNetwork;
  /** Who may read every secret. */
  readers: Grantee[];
  /** Password of the database's administrator, for migrations. */
  databasePassword: pulumi.Input<string>;
  /** Password of the application's login to the database. */
  databaseAppPassword: pulumi.Input<string>;
  /** Where the application sends its telemetry, with the key for it. */
  telemetryConnectionString: pulumi.Input<string>;
  /** When the secrets stop being valid, an ISO date such as `2028-01-31`. */
  secretExpiry: string;
}

/** What each secret is, as its content type says it. */
const secretKinds = {
  "jwt-secret": "Key that signs logins",
  "admin-key": "Key that makes and revokes the application's keys",
  "database-password": "Password of the database's administrator",
  "database-app-password": "Password of the application's login to the database",
  "telemetry-connection-string": "Where the application sends its telemetry",
} as const;

export type SecretName = keyof typeof secretKinds;

/** Keeps the secrets of the application, which reads them through references in its settings. */
export class Vault extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** For example `https://kv-copilot-prod-abc123.vault.azure.net/`. */
  readonly uri: pulumi.Output<string>;
  /** What an application waits for: its roles, and the way through the private network. */
  readonly rolesReady: pulumi.Resource[];
  private readonly secrets: Record<SecretName, keyvault.Secret>;

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Vault", name, {}, opts);
    const child = { parent: this };
    const { scope, privateNetwork } = args;
    const expires = unixSeconds(args.secretExpiry);

    const vault = rbacVault(name, args, child);
    const target = { scope, target: "vault", targetId: vault.id } as const;
    this.rolesReady = [
      ...grantRole(
        `${name}-reader`,
        { role: "keyVaultSecretsUser", resourceId: vault.id, grantees: args.readers },
        child,
      ),
      ...(privateNetwork
        ? [privateEndpoint(`${name}-endpoint`, { ...target, privateNetwork }, child)]
        : []),
    ];
    const generated = (kind: string) =>
      new random.RandomPassword(`${name}-${kind}`, { length: 64, special: false }, child).result;
    const secret = (secretName: SecretName, value: pulumi.Input<string>) =>
      new Secret(
        `${name}-${secretName}`,
        {
          secretName,
          vaultName: vault.name,
          resourceGroupName: scope.resourceGroupName,
          tags: scope.tags,
          properties: {
            value: pulumi.secret(value),
            contentType: secretKinds[secretName],
            attributes: { enabled: true, expires },
          },
        },
        { ...child, dependsOn: this.rolesReady },
      );

    this.secrets = {
      "jwt-secret": secret("jwt-secret", generated("jwt")),
      "admin-key": secret("admin-key", generated("admin")),
      "database-password": secret("database-password", args.databasePassword),
      "database-app-password": secret("database-app-password", args.databaseAppPassword),
      "telemetry-connection-string": secret(
        "telemetry-connection-string",
        args.telemetryConnectionString,
      ),
    };
    this.id = vault.id;
    this.name = vault.name;
    this.uri = pulumi.interpolate`https://${vault.name}.vault.azure.net/`;
    this.registerOutputs({ id: this.id, name: this.name, uri: this.uri });
  }

  /**
   * What an App Service setting says in place of a secret. It names no version, so that a new one is
   * taken up; it is known once the secret is there and may be read.
   */
  reference(secretName: SecretName): pulumi.Output<string> {
    return pulumi
      .all([this.uri, this.secrets[secretName].id])
      .apply(([uri]) => `@Microsoft.KeyVault(SecretUri=${uri}secrets/${secretName})`);
  }
}

function unixSeconds(secretExpiry: string): number {
  const milliseconds = Date.parse(secretExpiry);
  if (Number.isNaN(milliseconds)) {
    throw new Error(
      `secretExpiry: is no ISO date, got "${secretExpiry}"; use for example 2028-01-31`,
    );
  }
  return milliseconds / 1000;
}

function rbacVault(
  name: string,
  { scope, tenantId, retentionDays, isPurgeProtected, privateNetwork }: VaultArgs,
  opts: pulumi.CustomResourceOptions,
): keyvault.Vault {
  return new AzureVault(
    `${name}-vault`,
    {
      vaultName: scope.names.of("vault"),
      resourceGroupName: scope.resourceGroupName,
      location: scope.location,
      tags: scope.tags,
      properties: {
        tenantId,
        sku: { family: SkuFamily.A, name: SkuName.Standard },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: retentionDays,
        // Azure refuses `false`: once on it stays on.
        enablePurgeProtection: isPurgeProtected ? true : undefined,
        publicNetworkAccess: privateNetwork ? "Disabled" : "Enabled",
        networkAcls: {
          bypass: NetworkRuleBypassOptions.AzureServices,
          defaultAction: privateNetwork ? NetworkRuleAction.Deny : NetworkRuleAction.Allow,
        },
      },
    },
    { ...opts, protect: scope.protectData },
  );
}
