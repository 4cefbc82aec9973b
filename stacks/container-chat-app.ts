import { type ChatAppPort, chatAppService } from "../services/chat-app.ts";
import type { Service } from "../services/types.ts";
import type { DockerEngine } from "./docker-engine.ts";
import type { LocalSettings } from "./settings.ts";

/**
 * The application in a container. Where the engine can share the folder of the chats it does, as whom
 * the folder belongs to: then the commands of this machine and both runtimes use one database. Elsewhere
 * the chats are in a volume. Of the services that are chosen it uses Redis and Qdrant.
 */
export function containerChatApp(
  settings: LocalSettings,
  engine: DockerEngine,
): Service<ChatAppPort> {
  const { metricsPort: metrics, searchPort: search, apiPort: api } = settings;
  const { logLevel, host, services } = settings;
  return chatAppService({
    program: ["node", "app/main.ts"],
    image: `copilot-chat-app:${host.appVersion}`,
    dataDirectory: "/data",
    host: "0.0.0.0",
    hasOwnNetwork: true,
    ports: { metrics, search, api },
    logLevel,
    version: host.appVersion,
    ...(services.includes("redis") && { redisAddress: "redis:6379" }),
    ...(services.includes("qdrant") && { qdrantUrl: "http://qdrant:6333" }),
    ...(engine.isOnThisKernel && sharedFolder(settings, engine)),
  });
}

function sharedFolder({ dataDirectory, host }: LocalSettings, { isRootless }: DockerEngine) {
  const hostFolder = dataDirectory;
  if (isRootless) {
    return { hostFolder, user: "0:0", rootReason: "in a rootless engine root is the person" };
  }
  const user = host.ownerOf(hostFolder);
  const isRoots = user.startsWith("0:");
  return {
    hostFolder,
    user,
    ...(isRoots && { rootReason: "the folder of the chats belongs to root" }),
  };
}
