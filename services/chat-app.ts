import { chatApp, fileVariable } from "../app/service.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

export type ChatAppPort = keyof typeof chatApp.ports;

export interface ChatAppArgs {
  /** Node executable and the file that it runs. */
  program: [node: string, entry: string];
  /** Image that has them. */
  image: string;
  /** Folder of the database, as the application sees it. */
  dataDirectory: string;
  /** The same folder on the host, in a container that shares it. Default: what the runtime keeps. */
  hostFolder?: string;
  /** Address to listen on. */
  host: string;
  /** Ports of the host by role. */
  ports: Record<ChatAppPort, number>;
  /**
   * Whether it has a network of its own, with its standard ports, of which the runtime offers those of
   * `ports` to this machine alone. Default false.
   */
  hasOwnNetwork?: boolean;
  /** Numeric `user:group` that it runs as; default the user `node` of Node's images. */
  user?: string;
  /** Why that is root, where it is. */
  rootReason?: string;
  /** Variables that say where a person's chats are kept; default: in the usual folders. */
  chatFolders?: Record<string, string>;
  /** pino level. */
  logLevel: string;
  /** Reported by the application, and what makes changed code a changed service. */
  version: string;
  /** `host:port` of the Redis that keeps answers to searches. Default: its own memory does. */
  redisAddress?: string;
  /** URL of the Qdrant that keeps the vectors. Default: the database does. */
  qdrantUrl?: string;
}

/**
 * The application itself: collects, keeps, searches and serves the chats. It waits for neither Redis nor
 * Qdrant, as it answers without them.
 */
export function chatAppService(args: ChatAppArgs): Service<ChatAppPort> {
  const { environment } = chatApp;
  const listening = args.hasOwnNetwork ? chatApp.ports : args.ports;
  const files = secretFiles(args);
  return service({
    name: chatApp.name,
    purpose: "collects, keeps, searches and serves the chats",
    image: args.image,
    command: [...args.program, ...chatApp.serveArguments],
    environment: {
      ...args.chatFolders,
      [environment.dataDirectory]: args.dataDirectory,
      [environment.host]: args.host,
      [environment.logLevel]: args.logLevel,
      [environment.version]: args.version,
      ...(args.hasOwnNetwork && {
        [environment.published]: "loopback",
        [environment.hostNames]: chatApp.name,
      }),
      ...Object.fromEntries(
        portRoles.map((role) => [environment.ports[role], String(listening[role])]),
      ),
      ...vectors(args),
      ...Object.fromEntries(files.map(({ variable, use }) => [variable, use.file])),
    },
    secrets: files.map(({ use }) => use),
    volumes: [
      {
        name: "chats",
        path: args.dataDirectory,
        ...(args.hostFolder !== undefined && { hostFolder: args.hostFolder }),
        estimatedMb: 500,
      },
    ],
    ports: portRoles.map((role) => ({
      name: role,
      number: listening[role],
      published: { number: args.ports[role], configKey: `${role}Port` },
    })),
    networks: ["frontend", "backend", "monitoring"],
    user: args.user ?? "1000:1000",
    rights: args.rootReason === undefined ? {} : { root: args.rootReason },
    limits: { memoryMb: 512, cpus: 1 },
    health: {
      http: { port: listening.metrics, path: chatApp.readyPath },
      command: ["node", "-e", probe(listening.metrics)],
      startSeconds: 30,
    },
    scrape: { port: listening.metrics, path: chatApp.metricsPath, intervalSeconds: 10 },
    stopGraceSeconds: chatApp.stopGraceSeconds,
  });
}

const portRoles = Object.keys(chatApp.ports) as ChatAppPort[];

/** Said in any case: others who share the folder of the database may have its vectors elsewhere. */
function vectors({ qdrantUrl }: ChatAppArgs): Record<string, string> {
  const { environment } = chatApp;
  if (qdrantUrl === undefined) return { [environment.vectors]: "database" };
  return { [environment.vectors]: "qdrant", [environment.qdrant.url]: qdrantUrl };
}

/** Each as a file, with the variable that names it. */
function secretFiles({ redisAddress, qdrantUrl }: ChatAppArgs) {
  const { environment } = chatApp;
  return [
    redisAddress !== undefined && {
      variable: fileVariable(environment.redisUrl),
      use: {
        secret: "redis-password",
        file: "/run/secrets/redis-url",
        content: (password: string) => `redis://:${encodeURIComponent(password)}@${redisAddress}`,
      },
    },
    qdrantUrl !== undefined && {
      variable: fileVariable(environment.qdrant.apiKey),
      use: { secret: "qdrant-api-key", file: secretFile("qdrant-api-key") },
    },
  ].filter((file) => file !== false);
}

/** The image has no tool that asks a URL, but it has Node. */
function probe(port: number): string {
  const url = `http://127.0.0.1:${port}${chatApp.readyPath}`;
  return `fetch("${url}").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;
}
