/** Where the resource manager's form of a type differs from the SDK's inputs. */
export interface Shape {
  /** Inputs that stand in `properties` although most types have them beside it. */
  inProperties?: string[];
  /** The resource manager's name by path of the input; `[]` is every item of a list. */
  names?: Record<string, string>;
  /** Property that repeats an input of the resource's name. */
  repeatsName?: { input: string; as: string };
  /** Paths of objects that keep only `id` and `name` and have the rest in `properties`. */
  wrapped?: string[];
}

/** Inputs that stand beside `properties`. */
export const besideProperties = ["location", "tags", "kind", "sku", "identity"];

/**
 * By token without `azure-native:`; a type that is not here has nothing but the usual. The SDK takes
 * names from `x-ms-client-name` and flattens what has `x-ms-client-flatten` in the specifications.
 * Source: https://github.com/Azure/azure-rest-api-specs
 */
export const shapes: Record<string, Shape> = {
  "applicationinsights:Component": {
    names: {
      applicationType: "Application_Type",
      disableIpMasking: "DisableIpMasking",
      disableLocalAuth: "DisableLocalAuth",
      flowType: "Flow_Type",
      forceCustomerStorageForProfiler: "ForceCustomerStorageForProfiler",
      hockeyAppId: "HockeyAppId",
      immediatePurgeDataOn30Days: "ImmediatePurgeDataOn30Days",
      ingestionMode: "IngestionMode",
      requestSource: "Request_Source",
      retentionInDays: "RetentionInDays",
      samplingPercentage: "SamplingPercentage",
      workspaceResourceId: "WorkspaceResourceId",
    },
  },
  "applicationinsights:WebTest": {
    names: {
      configuration: "Configuration",
      description: "Description",
      enabled: "Enabled",
      frequency: "Frequency",
      locations: "Locations",
      "locations[].location": "Id",
      request: "Request",
      "request.followRedirects": "FollowRedirects",
      "request.headers": "Headers",
      "request.httpVerb": "HttpVerb",
      "request.parseDependentRequests": "ParseDependentRequests",
      "request.requestBody": "RequestBody",
      "request.requestUrl": "RequestUrl",
      retryEnabled: "RetryEnabled",
      syntheticMonitorId: "SyntheticMonitorId",
      timeout: "Timeout",
      validationRules: "ValidationRules",
      "validationRules.contentValidation": "ContentValidation",
      "validationRules.expectedHttpStatusCode": "ExpectedHttpStatusCode",
      "validationRules.ignoreHttpStatusCode": "IgnoreHttpStatusCode",
      "validationRules.sSLCertRemainingLifetimeCheck": "SSLCertRemainingLifetimeCheck",
      "validationRules.sSLCheck": "SSLCheck",
      webTestKind: "Kind",
    },
    repeatsName: { input: "webTestName", as: "Name" },
  },
  "keyvault:Secret": {
    names: {
      "properties.attributes.expires": "exp",
      "properties.attributes.notBefore": "nbf",
    },
  },
  "monitor:MetricAlert": { names: { "criteria.odataType": "odata.type" } },
  "network:NetworkSecurityGroup": { wrapped: ["securityRules[]"] },
  "network:PrivateDnsZoneGroup": { wrapped: ["privateDnsZoneConfigs[]"] },
  "network:PrivateEndpoint": { wrapped: ["privateLinkServiceConnections[]", "subnet"] },
  "network:VirtualNetwork": { wrapped: ["subnets[]", "subnets[].delegations[]"] },
  "operationalinsights:Workspace": { inProperties: ["sku"] },
  "storage:StorageAccount": {
    names: {
      enableHttpsTrafficOnly: "supportsHttpsTrafficOnly",
      networkRuleSet: "networkAcls",
    },
  },
};
