import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { chatApp as chatAppFacts } from "../app/service.ts";
import { ProcessService } from "../components/process/service.ts";
import { chatAppService } from "../services/chat-app.ts";
import type { LocalOutputs } from "./outputs.ts";
import type { LocalSettings } from "./settings.ts";

/** Everything on one machine, reachable from that machine alone. */
export function localStack(
  settings: LocalSettings,
): pulumi.Inputs & Record<keyof LocalOutputs, pulumi.Input<string>> {
  const { dataDirectory } = settings;
  const { projectDirectory } = settings.host;
  const chats = chatAppService({
    program: [
      join(projectDirectory, "node_modules", ".bin", "node"),
      join(projectDirectory, "app", chatAppFacts.entry),
    ],
    image: "",
    dataDirectory,
    host: loopback,
    ports: { metrics: settings.metricsPort, search: settings.searchPort, api: settings.apiPort },
    logLevel: settings.logLevel,
    version: settings.host.appVersion,
  });
  const chatApp = new ProcessService("chat-app", {
    service: chats,
    host: loopback,
    workingDirectory: projectDirectory,
    logFolder: join(dataDirectory, "logs"),
    runFolder: join(dataDirectory, "run"),
  });
  return {
    ...chooseRuntime(settings.runtime),
    pageUrl: chatApp.urls.api,
    searchUrl: pulumi.interpolate`${chatApp.urls.search}/search`,
    metricsUrl: chatApp.urls.metrics,
    dataDirectory,
  };
}
const loopback = "127.0.0.1";

function chooseRuntime(
  wanted: LocalSettings["runtime"],
): Pick<LocalOutputs, "runtime" | "runtimeReason"> {
  if (wanted === "docker") {
    throw new pulumi.RunError(
      'runtime: the Docker runtime is not built yet, got "docker"; use process',
    );
  }
  const reason =
    wanted === "auto" ? "auto: the Docker runtime is not built yet" : "chosen in the configuration";
  return { runtime: "process", runtimeReason: reason };
}
