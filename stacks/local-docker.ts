import { Provider } from "@pulumi/docker/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { AppImage } from "../components/docker/app-image.ts";
import { GeneratedSecrets } from "../components/docker/generated-secrets.ts";
import { DockerHost } from "../components/docker/host.ts";
import { serviceContainers } from "../components/docker/services.ts";
import { generatedSecrets } from "../services/secrets.ts";
import { images } from "../versions.ts";
import { containerChatApp } from "./container-chat-app.ts";
import { containerServices } from "./container-services.ts";
import { gatewayCertificate } from "./gateway-certificate.ts";
import { givenSecrets } from "./given-secrets.ts";
import type { LocalRuntime } from "./local-runtime.ts";
import type { LocalStackOutputs } from "./outputs.ts";
import { serviceRow } from "./service-row.ts";
import type { LocalSettings } from "./settings.ts";

/** Every chosen service as a container, offered to this machine alone. */
export async function localDocker(
  settings: LocalSettings,
  { name: runtime, reason: runtimeReason, engine }: LocalRuntime & { name: "docker" },
): Promise<LocalStackOutputs> {
  const { stack, host: machine } = settings;
  const { npmRegistry, extraCertificates } = machine;
  const services = await containerServices(settings, engine);
  const providers = [new Provider("docker", { host: engine.host })];

  const secrets = new GeneratedSecrets("secrets", { names: generatedSecrets });
  const host = new DockerHost(
    "host",
    {
      stackName: stack,
      services,
      apiVersion: engine.apiVersion,
      ...(settings.registryMirror !== undefined && { registryMirror: settings.registryMirror }),
      ...(settings.externalNetwork !== undefined && {
        externalNetwork: { name: settings.externalNetwork, services: ["prometheus"] },
      }),
    },
    { providers },
  );
  const appImage = new AppImage(
    "chat-app-image",
    {
      version: machine.appVersion,
      contextFolder: ".",
      dockerfile: "app/Dockerfile",
      nodeImage: host.imageName(images.node),
      ...(npmRegistry !== undefined && { npmRegistry }),
      ...(extraCertificates !== undefined && { extraCertificates }),
    },
    { providers },
  );
  const containerOf = serviceContainers(
    {
      host,
      services,
      secretValues: {
        ...secrets.values,
        ...givenSecrets(settings),
        ...(await gatewayCertificate(settings)),
      },
      localImages: { "chat-app": appImage.imageId },
    },
    { providers },
  );

  const { urls } = containerOf(containerChatApp(settings, engine));
  const hasGrafana = settings.services.includes("grafana");
  const hasQdrant = settings.services.includes("qdrant");
  return {
    runtime,
    runtimeReason,
    pageUrl: urls.api,
    searchUrl: pulumi.interpolate`${urls.search}/search`,
    metricsUrl: urls.metrics,
    dataDirectory: engine.isOnThisKernel ? settings.dataDirectory : null,
    services: services.map(serviceRow),
    grafanaUrl: hasGrafana ? `http://127.0.0.1:${settings.grafanaPort}` : null,
    grafanaPassword: hasGrafana ? secrets.values["grafana-admin-password"] : null,
    qdrantUrl: hasQdrant ? `http://127.0.0.1:${settings.qdrantPort}` : null,
    qdrantApiKey: hasQdrant ? secrets.values["qdrant-api-key"] : null,
  };
}
