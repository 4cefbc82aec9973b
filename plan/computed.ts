/** What a provider would answer beyond the inputs, as far as programs read it. */
type Computed = (inputs: Record<string, unknown>) => Record<string, unknown>;

const guid = (digit: number) => `${digit}`.repeat(8) + "-0000-4000-8000-000000000000";
const named =
  (key: string): Computed =>
  (inputs) => ({ name: inputs[key] });

/**
 * By resource type, without the package's prefix. The values are made up, the same at every
 * recording and recognizable in a plan; a computed property that is not here is undefined.
 */
const computed: Record<string, Computed> = {
  "azure-native:resources:ResourceGroup": named("resourceGroupName"),
  "azure-native:network:VirtualNetwork": named("virtualNetworkName"),
  "azure-native:network:NetworkSecurityGroup": named("networkSecurityGroupName"),
  "azure-native:network:PrivateEndpoint": named("privateEndpointName"),
  "azure-native:privatedns:PrivateZone": named("privateZoneName"),
  "azure-native:keyvault:Vault": named("vaultName"),
  "azure-native:storage:StorageAccount": ({ accountName }) => ({
    name: accountName,
    primaryEndpoints: { blob: `https://${accountName}.blob.core.windows.net/` },
  }),
  "azure-native:storage:BlobContainer": named("containerName"),
  "azure-native:operationalinsights:Workspace": named("workspaceName"),
  "azure-native:managedidentity:UserAssignedIdentity": ({ resourceName }) => ({
    name: resourceName,
    principalId: guid(1),
    clientId: guid(2),
  }),
  "azure-native:dbforpostgresql:Server": ({ serverName }) => ({
    name: serverName,
    fullyQualifiedDomainName: `${serverName}.postgres.database.azure.com`,
  }),
  "azure-native:applicationinsights:Component": ({ resourceName }) => ({
    name: resourceName,
    connectionString: `InstrumentationKey=${guid(3)}`,
  }),
  "azure-native:web:WebApp": ({ name }) => ({ defaultHostName: `${name}.azurewebsites.net` }),
  "azure-native:web:WebAppSlot": ({ name, slot }) => ({
    defaultHostName: `${name}-${slot}.azurewebsites.net`,
  }),
  "azure-native:web:StaticSite": ({ name }) => ({ defaultHostname: `${name}.azurestaticapps.net` }),
  "docker:index/image:Image": () => ({ repoDigest: `sha256:${"0".repeat(64)}` }),
  "random:index/randomString:RandomString": () => ({ result: "abc123" }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "recorded-password" }),
  "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: "recorded-key" }),
  "tls:index/selfSignedCert:SelfSignedCert": () => ({ certPem: "recorded-certificate" }),
  "random:index/randomUuid:RandomUuid": () => ({ result: guid(4) }),
};

/** What functions of a provider would answer. */
const answers: Record<string, Record<string, unknown>> = {
  "azure-native:authorization:getClientConfig": {
    clientId: guid(5),
    objectId: guid(6),
    subscriptionId: guid(7),
    tenantId: guid(8),
  },
};

/** The state of a resource of that type: its inputs and what the provider would add. */
export function stateOf(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
  return { ...inputs, ...computed[type]?.(inputs) };
}

/** The answer of a provider's function; its own arguments where none is known. */
export function answerOf(token: string, args: Record<string, unknown>): Record<string, unknown> {
  return answers[token] ?? args;
}
