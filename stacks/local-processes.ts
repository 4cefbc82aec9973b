import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { chatApp as chatAppFacts } from "../app/service.ts";
import { ProcessService } from "../components/process/service.ts";
import { chatAppService } from "../services/chat-app.ts";
import type { LocalRuntime } from "./local-runtime.ts";
import type { LocalStackOutputs } from "./outputs.ts";
import { serviceRow } from "./service-row.ts";
import type { LocalSettings } from "./settings.ts";

/** The application alone, as a process of this machine. */
export function localProcesses(
  settings: LocalSettings,
  { name: runtime, reason: runtimeReason }: LocalRuntime,
): LocalStackOutputs {
  const { dataDirectory } = settings;
  const { projectDirectory, appVersion, chatFolders } = settings.host;
  const chats = chatAppService({
    program: [
      join(projectDirectory, "node_modules", ".bin", "node"),
      join(projectDirectory, "app", chatAppFacts.entry),
    ],
    image: "",
    dataDirectory,
    host: loopback,
    ports: { metrics: settings.metricsPort, search: settings.searchPort, api: settings.apiPort },
    ...(chatFolders !== undefined && { chatFolders }),
    logLevel: settings.logLevel,
    version: appVersion,
  });
  const chatApp = new ProcessService("chat-app", {
    service: chats,
    host: loopback,
    workingDirectory: projectDirectory,
    logFolder: join(dataDirectory, "logs"),
    runFolder: join(dataDirectory, "run"),
  });
  return {
    runtime,
    runtimeReason,
    pageUrl: chatApp.urls.api,
    searchUrl: pulumi.interpolate`${chatApp.urls.search}/search`,
    metricsUrl: chatApp.urls.metrics,
    dataDirectory,
    services: [serviceRow(chats)],
    grafanaUrl: null,
    grafanaPassword: null,
    qdrantUrl: null,
    qdrantApiKey: null,
  };
}

const loopback = "127.0.0.1";
