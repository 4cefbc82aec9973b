import { getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";
import * as pulumi from "@pulumi/pulumi";
import { chatApp } from "../app/service.ts";
import { Alerts } from "../components/azure/alerts.ts";
import { AvailabilityTest } from "../components/azure/availability.ts";
import { Backend } from "../components/azure/backend.ts";
import { Budget } from "../components/azure/budget.ts";
import { Dashboard } from "../components/azure/dashboard.ts";
import { Database } from "../components/azure/database.ts";
import { Diagnostics, type DiagnosticTarget } from "../components/azure/diagnostics.ts";
import { Frontend } from "../components/azure/frontend.ts";
import { AppIdentity } from "../components/azure/identity.ts";
import { Names } from "../components/azure/names.ts";
import { Network } from "../components/azure/network.ts";
import { Releases } from "../components/azure/releases.ts";
import { ResourceGroup } from "../components/azure/resource-group.ts";
import type { Scope } from "../components/azure/scope.ts";
import { Storage } from "../components/azure/storage.ts";
import { Telemetry } from "../components/azure/telemetry.ts";
import { Vault } from "../components/azure/vault.ts";
import { connectionThreshold } from "../dashboards/azure/connections.ts";
import { packageName } from "./app-version.ts";
import type { AzureOutputs } from "./outputs.ts";
import type { AzureStackSettings } from "./settings.ts";

/** The platform on Azure: one resource group, the same shape on every tier. */
export function azureStack(settings: AzureStackSettings): pulumi.Inputs & AzureOutputs {
  const { tier, stack, alertEmails, releaseUploader: uploader } = settings;
  const { tenantId } = getClientConfigOutput();

  const names = new Names("names", { workload: `${settings.project}-${stack}` });
  const group = new ResourceGroup("group", {
    names,
    location: settings.location,
    tags: tagsOf(settings),
    isLocked: tier.protectData,
  });
  const scope: Scope = {
    names,
    resourceGroupName: group.groupName,
    location: settings.location,
    tags: tagsOf(settings),
    protectData: tier.protectData,
  };

  const telemetry = new Telemetry("telemetry", {
    scope,
    retentionDays: tier.logRetentionDays,
    dailyCapGb: tier.logDailyCapGb,
    samplingPercentage: tier.samplingPercentage,
    isLocalAuthDisabled: false,
  });
  const network =
    tier.network === "private" ? { privateNetwork: new Network("network", { scope }) } : {};
  const site = new AppIdentity("site-identity", { scope, role: "site" });
  const slot = tier.stagingSlot
    ? new AppIdentity("slot-identity", { scope, role: "slot" })
    : undefined;
  const grantees = [
    { name: "site", principalId: site.principalId },
    ...(slot ? [{ name: "slot", principalId: slot.principalId }] : []),
  ];

  const frontend = new Frontend("frontend", { scope, location: settings.staticSiteLocation });
  const database = new Database("database", {
    scope,
    ...network,
    sku: tier.databaseSku,
    tier: tier.databaseTier,
    storageGb: tier.databaseStorageGb,
    highAvailability: tier.highAvailability,
    backupRetentionDays: tier.backupRetentionDays,
    geoRedundantBackup: tier.geoRedundantBackup,
    tenantId,
    entraAdministrator: settings.databaseAdministrator,
    allowsAzureServices: tier.network === "public",
    allowedIpRanges: tier.network === "private" ? [] : settings.allowedIpRanges,
  });
  const vault = new Vault("vault", {
    scope,
    ...network,
    tenantId,
    retentionDays: tier.vaultRetentionDays,
    isPurgeProtected: tier.vaultPurgeProtection,
    readers: grantees,
    databasePassword: database.adminPassword,
    databaseAppPassword: database.appPassword,
    telemetryConnectionString: telemetry.connectionString,
    secretExpiry: settings.secretExpiryDate,
  });
  const storage = new Storage("storage", {
    scope,
    ...network,
    replication: tier.storageReplication,
    versioning: true,
    corsOrigin: frontend.origin,
    contributors: grantees,
  });
  const releases = new Releases("releases", {
    scope,
    replication: tier.storageReplication,
    readers: grantees,
    uploader: { principalId: uploader.objectId, principalType: uploader.type },
    packageName: packageName(settings.host.appVersion),
    uploadCommand: "node_modules/.bin/node scripts/upload.ts",
  });

  const backend = new Backend(
    "backend",
    {
      scope,
      planSku: tier.appServicePlanSku,
      alwaysOn: tier.alwaysOn,
      startCommand,
      healthPath: chatApp.healthPath,
      readyPath: chatApp.readyPath,
      frontendOrigin: frontend.origin,
      ...(network.privateNetwork && { webSubnetId: network.privateNetwork.webSubnetId }),
      siteIdentity: site,
      packageUrl: releases.packageUrl,
      ...(slot && { stagingSlot: { identity: slot } }),
      telemetryConnectionString: vault.reference("telemetry-connection-string"),
      appSettings: {
        // App Service reaches a site through its network, so loopback would answer nobody.
        [chatApp.environment.host]: "0.0.0.0",
        [chatApp.environment.access]: "keys",
        [chatApp.environment.adminKey]: vault.reference("admin-key"),
        [chatApp.environment.samplingPercentage]: String(tier.samplingPercentage),
        [login.host]: database.host,
        [login.name]: database.databaseName,
        [login.user]: database.appUser,
        [login.password]: vault.reference("database-app-password"),
        [login.adminUser]: database.adminUser,
        [login.adminPassword]: vault.reference("database-password"),
        JWT_SECRET: vault.reference("jwt-secret"),
        STORAGE_BLOB_ENDPOINT: storage.blobEndpoint,
      },
    },
    { dependsOn: [...vault.rolesReady, ...storage.rolesReady, ...releases.rolesReady] },
  );

  const watched = {
    siteId: backend.siteId,
    planId: backend.planId,
    databaseId: database.id,
    vaultId: vault.id,
    workspaceId: telemetry.workspaceId,
  };
  const alerts = new Alerts("alerts", {
    scope,
    emails: alertEmails,
    ...watched,
    thresholds: { "database-connections": connectionThreshold(tier.databaseSku) },
  });
  const availability = new AvailabilityTest("availability", {
    scope,
    url: pulumi.interpolate`${backend.url}${chatApp.healthPath}`,
    places: tier.availabilityPlaces,
    applicationInsightsId: telemetry.applicationInsightsId,
    actionGroupId: alerts.actionGroupId,
  });
  const diagnostics = new Diagnostics("diagnostics", {
    workspaceId: telemetry.workspaceId,
    targets: [
      { name: "site", kind: "site", resourceId: backend.siteId },
      ...slotTarget(backend.slotId),
      { name: "database", kind: "database", resourceId: database.id },
      { name: "vault", kind: "vault", resourceId: vault.id },
      { name: "blobs", kind: "blobService", resourceId: blobServiceOf(storage) },
      { name: "packages", kind: "blobService", resourceId: blobServiceOf(releases) },
    ],
  });
  const dashboard = new Dashboard("dashboard", {
    scope,
    title: `Copilot chats, ${stack}`,
    ...watched,
  });
  const budget = new Budget("budget", {
    scope,
    amount: tier.monthlyBudget,
    emails: alertEmails,
    startDate: settings.budgetStartDate,
    resourceGroupId: group.id,
  });
  group.lockAfter([
    ...[telemetry, site, frontend, database, vault, storage, releases, backend],
    ...[alerts, availability, diagnostics, dashboard, budget],
    ...(network.privateNetwork ? [network.privateNetwork] : []),
    ...(slot ? [slot] : []),
  ]);

  return {
    tier: settings.tierName,
    resourceGroupName: group.groupName,
    apiUrl: backend.url,
    stagingApiUrl: backend.slotUrl ?? null,
    frontendUrl: frontend.origin,
    siteName: backend.siteName,
    staticSiteName: frontend.siteName,
    siteClientId: site.clientId,
    databaseHost: database.host,
    databaseName: database.databaseName,
    databaseUser: database.appUser,
    databasePasswordReference: vault.reference("database-app-password"),
    jwtSecretReference: vault.reference("jwt-secret"),
    vaultUri: vault.uri,
    blobEndpoint: storage.blobEndpoint,
    releasesUrl: releases.containerUrl,
    dashboardId: dashboard.dashboardId,
    telemetryConnectionString: telemetry.connectionString,
  };
}

const login = chatApp.environment.database;

/** Migrates with the administrator's login, which the application itself then starts without. */
const startCommand = [
  `node main.mjs ${chatApp.migrateArguments.join(" ")}`,
  `exec env -u ${login.adminUser} -u ${login.adminPassword} node main.mjs ${chatApp.serveArguments.join(" ")}`,
].join(" && ");

function tagsOf({ project, stack, tierName, owner, costCentre }: AzureStackSettings) {
  return { env: tierName, owner, costCentre, project, stack };
}

function blobServiceOf({ id }: { id: pulumi.Output<string> }): pulumi.Output<string> {
  return pulumi.interpolate`${id}/blobServices/default`;
}

function slotTarget(slotId: pulumi.Output<string> | undefined): DiagnosticTarget[] {
  return slotId ? [{ name: "slot", kind: "slot", resourceId: slotId }] : [];
}
