import { expect, it } from "vitest";
import {
  backgroundJobsSetting,
  siteSettings,
  stickySettings,
} from "../../../../components/azure/app-settings.ts";

const args = {
  identity: { id: "site-identity-id", clientId: "site-client" },
  packageUrl: "https://code/a.zip",
  runsBackgroundJobs: true,
  readyPath: "/ready",
  telemetryConnectionString: "@Microsoft.KeyVault(SecretUri=telemetry)",
  appSettings: { CHATS_LOG_LEVEL: "info" },
};

it("sets the application's settings and the platform's, and no other (31)", () => {
  expect(siteSettings(args)).toEqual({
    CHATS_LOG_LEVEL: "info",
    CHATS_BACKGROUND_JOBS: "on",
    APPLICATIONINSIGHTS_CONNECTION_STRING: "@Microsoft.KeyVault(SecretUri=telemetry)",
    AZURE_CLIENT_ID: "site-client",
    WEBSITE_RUN_FROM_PACKAGE: "https://code/a.zip",
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: "site-identity-id",
    WEBSITE_SWAP_WARMUP_PING_PATH: "/ready",
    WEBSITE_SWAP_WARMUP_PING_STATUSES: "200",
  });
});

it("turns schedules off where they must not run", () => {
  const settings = siteSettings({ ...args, runsBackgroundJobs: false });
  expect(settings[backgroundJobsSetting]).toBe("off");
});

it.each(Object.keys(siteSettings({ ...args, appSettings: {} })))(
  "refuses %s from the caller, because it would be lost",
  (name) => {
    expect(() => siteSettings({ ...args, appSettings: { [name]: "mine" } })).toThrow(
      `appSettings.${name}: is set by the backend itself; leave it out`,
    );
  },
);

it("sticks every setting in which a slot differs, but never the package (30)", () => {
  expect(stickySettings({ CHATS_LOG_LEVEL: "debug" })).toEqual([
    "AZURE_CLIENT_ID",
    "CHATS_BACKGROUND_JOBS",
    "CHATS_LOG_LEVEL",
    "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
  ]);
});
