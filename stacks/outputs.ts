import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** What the local stack tells a person and its scripts. */
export const localOutputsSchema = z.object({
  runtime: z.enum(["docker", "process"]).describe("What runs the services"),
  runtimeReason: z.string().describe("Why that one was taken"),
  pageUrl: z.url().describe("The page, and the API under /api"),
  searchUrl: z.url().describe("POST /search"),
  metricsUrl: z.url().describe("GET /metrics, /health, /ready and /api/sessions"),
  dataDirectory: z
    .string()
    .nullable()
    .describe("Folder of the database, logs and run files; null where the chats are in a volume"),
  services: z
    .array(
      z.object({
        name: z.string().describe("Host name, and label of its logs and metrics"),
        purpose: z.string().describe("What it is for"),
        address: z
          .string()
          .nullable()
          .describe("host:port at which this machine reaches it first of all; null if it does not"),
        memoryLimitMb: z.number().describe("Most memory that it may take"),
        estimatedDiskMb: z.number().describe("What its volumes will hold, roughly"),
      }),
    )
    .describe("Everything that runs, in the order of the status table"),
  grafanaUrl: z.url().nullable().describe("Metrics, logs and alerts; null without Grafana"),
  grafanaPassword: z.string().nullable().describe("Secret: what `admin` logs in to Grafana with"),
  qdrantUrl: z.url().nullable().describe("Where the vectors are; null where the database has them"),
  qdrantApiKey: z.string().nullable().describe("Secret: what this Qdrant wants of who asks"),
});

export type LocalOutputs = z.infer<typeof localOutputsSchema>;

/** The same keys, as a program gives them. */
export type LocalStackOutputs = {
  [Key in keyof LocalOutputs]: pulumi.Input<LocalOutputs[Key]>;
};

/** What a stack on Azure tells applications, workflows and people. */
export const azureOutputsSchema = z.object({
  tier: z.enum(["dev", "staging", "prod"]).describe("Sizes and switches that the stack has"),
  resourceGroupName: z.string().describe("Where everything is"),
  apiUrl: z.url().describe("The application"),
  stagingApiUrl: z.url().nullable().describe("The staging slot; null without one"),
  frontendUrl: z.url().describe("The page, and the one origin that may call the API"),
  siteName: z.string().describe("App Service site, for deployments and swaps"),
  staticSiteName: z.string().describe("Static Web App, for deployments of the page"),
  siteClientId: z.string().describe("Client id of the site's identity"),
  databaseHost: z.string().describe("PostgreSQL server"),
  databaseName: z.string().describe("Database on it"),
  databaseUser: z.string().describe("Login of applications, without the right to change tables"),
  databasePasswordReference: z.string().describe("Key Vault reference for an app setting"),
  jwtSecretReference: z.string().describe("Key Vault reference for an app setting"),
  vaultUri: z.url().describe("Key Vault"),
  blobEndpoint: z.url().describe("Storage of uploads and backups"),
  releasesUrl: z.url().describe("Container of the application's packages"),
  dashboardId: z.string().describe("Azure dashboard"),
  telemetryConnectionString: z.string().describe("Secret: Application Insights"),
});

/** The same keys, as a program gives them. */
export type AzureOutputs = {
  [Key in keyof z.infer<typeof azureOutputsSchema>]: pulumi.Input<
    z.infer<typeof azureOutputsSchema>[Key]
  >;
};
