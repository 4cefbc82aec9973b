import { type Example, propertyExample, resource } from "./example.ts";

const site = "web:WebApp";
const slot = "web:WebAppSlot";
const cors = (allowedOrigins: string[], supportCredentials = false) => [
  resource(site, { siteConfig: { cors: { allowedOrigins, supportCredentials } } }),
];
const setting = (name: string, value: string, secretInputs: string[] = []) => [
  resource(site, { siteConfig: { appSettings: [{ name, value }] } }, { secretInputs }),
];
const reference = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/jwt)";
const vaultSecret = resource(
  "keyvault:Secret",
  { properties: { value: "never-shown" } },
  { secretInputs: ["properties.value"] },
);
const settingValue = "siteConfig.appSettings[0].value";
const plainSettings = [
  ...["AZURE_CLIENT_ID", "KEYBOARD", "STORAGE_BLOB_ENDPOINT"].map((name) => ({ name, value: "x" })),
  { name: "API_KEY", value: reference },
  { name: "WEBSITE_RUN_FROM_PACKAGE", value: "https://st.blob.core.windows.net/releases/a.zip" },
];
const page = "https://stapp-chats.azurestaticapps.net";
const named = resource(site, { name: "app-chats" });

const beside = (type: string, good: object, bad: object) => ({
  good: [named, resource(type, { name: "app-chats", ...good })],
  bad: [named, resource(type, { name: "app-chats", ...bad })],
});

export const siteExamples: Example[] = [
  propertyExample("azure-site-https-only", site, "httpsOnly", true, false),
  propertyExample("azure-site-https-only", slot, "httpsOnly", true, undefined),
  propertyExample("azure-site-minimum-tls", site, "siteConfig.minTlsVersion", "1.3", "1.1"),
  propertyExample("azure-site-scm-minimum-tls", site, "siteConfig.scmMinTlsVersion", "1.2", "1.0"),
  propertyExample("azure-site-no-ftp", site, "siteConfig.ftpsState", "Disabled", "FtpsOnly"),
  propertyExample("azure-site-http2", site, "siteConfig.http20Enabled", true, false),
  propertyExample("azure-site-always-on", site, "siteConfig.alwaysOn", true, false),
  propertyExample("azure-site-health-check", site, "siteConfig.healthCheckPath", "/health", "/"),
  propertyExample(
    "azure-site-no-remote-debugging",
    site,
    "siteConfig.remoteDebuggingEnabled",
    undefined,
    true,
  ),
  propertyExample("azure-site-managed-identity", site, "identity.type", "UserAssigned", "None"),
  propertyExample("azure-site-no-affinity", site, "clientAffinityEnabled", false, true),
  propertyExample(
    "azure-site-node-version",
    site,
    "siteConfig.linuxFxVersion",
    "NODE|22-lts",
    "NODE|20-lts",
  ),
  {
    policy: "azure-site-cors-own-page",
    good: cors([page]),
    bad: cors([page, "http://localhost:5173"]),
    path: "siteConfig.cors.allowedOrigins[1]",
  },
  {
    policy: "azure-site-cors-developers",
    good: cors([page, "http://localhost:5173"]),
    bad: cors([page, "*"]),
    path: "siteConfig.cors.allowedOrigins[1]",
  },
  {
    policy: "azure-site-cors-credentials",
    good: cors([page], true),
    bad: cors(["*"], true),
    path: "siteConfig.cors.supportCredentials",
  },
  {
    policy: "azure-site-cors-credentials",
    good: cors(["*"], false),
    bad: cors([page, "*"], true),
    path: "siteConfig.cors.supportCredentials",
  },
  propertyExample("azure-site-linux", site, "kind", "app,linux", "app"),
  propertyExample("azure-site-linux-worker", site, "reserved", true, undefined),
  {
    policy: "azure-site-no-ftp-publishing",
    ...beside("web:WebAppFtpAllowed", { allow: false }, { allow: true }),
    path: "allow",
  },
  {
    policy: "azure-site-no-ftp-publishing",
    good: [named, resource("web:WebAppFtpAllowed", { name: "app-chats", allow: false })],
    bad: [resource(site), resource("web:WebAppFtpAllowed", { allow: false })],
    path: "WebAppFtpAllowed",
  },
  {
    policy: "azure-site-no-scm-publishing",
    ...beside("web:WebAppScmAllowed", { allow: false }, { name: "app-other", allow: false }),
    path: "WebAppScmAllowed",
  },
  propertyExample(
    "azure-site-detailed-errors",
    site,
    "siteConfig.detailedErrorLoggingEnabled",
    true,
    false,
  ),
  propertyExample(
    "azure-site-request-tracing",
    site,
    "siteConfig.requestTracingEnabled",
    true,
    false,
  ),
  propertyExample("azure-site-http-logging", site, "siteConfig.httpLoggingEnabled", true, false),
  {
    policy: "azure-site-secret-references",
    good: setting("JWT_SECRET", reference),
    bad: setting("JWT_SECRET", "never-shown"),
    path: settingValue,
  },
  {
    policy: "azure-site-secret-references",
    good: [resource(site, { siteConfig: { appSettings: plainSettings } })],
    bad: setting("STORAGE_KEY", "never-shown"),
    path: settingValue,
  },
  {
    policy: "azure-site-secret-references",
    good: setting("LOGIN", reference, [settingValue]),
    bad: setting("LOGIN", "never-shown", [settingValue]),
    path: settingValue,
  },
  {
    policy: "azure-site-secret-references",
    good: [vaultSecret, ...setting("DATABASE_URL", "pg://host")],
    bad: [vaultSecret, ...setting("DATABASE_URL", "pg://user:never-shown@host")],
    path: settingValue,
  },
  {
    policy: "azure-site-secret-references",
    good: setting("PACKAGE", "https://st.blob.core.windows.net/a.zip?v=1"),
    bad: setting("PACKAGE", "https://st.blob.core.windows.net/a.zip?sv=1&sig=never-shown"),
    path: settingValue,
  },
  {
    policy: "azure-site-reference-identity",
    good: [
      resource(site, {
        identity: { type: "UserAssigned", userAssignedIdentities: ["id-1"] },
        keyVaultReferenceIdentity: "id-1",
      }),
    ],
    bad: [
      resource(site, {
        identity: { type: "UserAssigned", userAssignedIdentities: ["id-1"] },
        keyVaultReferenceIdentity: "SystemAssigned",
      }),
    ],
    path: "keyVaultReferenceIdentity",
  },
  {
    policy: "azure-site-reference-identity",
    good: [resource(site, { identity: { type: "SystemAssigned" } })],
    bad: [resource(site, { identity: { type: "SystemAssigned, UserAssigned" } })],
    path: "keyVaultReferenceIdentity",
  },
  propertyExample(
    "azure-site-no-public-network",
    site,
    "publicNetworkAccess",
    "Disabled",
    "Enabled",
  ),
  propertyExample("azure-site-in-network", site, "virtualNetworkSubnetId", "/subnets/web", ""),
  propertyExample(
    "azure-site-routes-through-network",
    slot,
    "outboundVnetRouting.allTraffic",
    true,
    undefined,
  ),
  propertyExample("azure-site-client-certificates", site, "clientCertEnabled", true, false),
  {
    policy: "azure-site-built-in-login",
    ...beside(
      "web:WebAppAuthSettingsV2",
      { platform: { enabled: true } },
      { platform: { enabled: false } },
    ),
    path: "platform.enabled",
  },
];
