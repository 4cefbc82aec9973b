import { join } from "node:path";
import { chatApp } from "../app/service.ts";
import type { Service } from "./types.ts";

export type ChatAppPort = keyof typeof chatApp.ports;

export interface ChatAppArgs {
  /** Node executable that runs the application. */
  nodeCommand: string;
  /** Folder `app/` as the process sees it. */
  appDirectory: string;
  /** Folder of the database. */
  dataDirectory: string;
  /** Address to listen on. */
  host: string;
  ports: Record<ChatAppPort, number>;
  /** pino level. */
  logLevel: string;
  /** Reported by the application, and what makes changed code a changed service. */
  version: string;
}

/** The application itself: collects, keeps, searches and serves the chats. */
export function chatAppService(args: ChatAppArgs): Service<ChatAppPort> {
  const { environment } = chatApp;
  return {
    name: chatApp.name,
    command: [args.nodeCommand, join(args.appDirectory, chatApp.entry), ...chatApp.serveArguments],
    environment: {
      [environment.dataDirectory]: args.dataDirectory,
      [environment.host]: args.host,
      [environment.logLevel]: args.logLevel,
      [environment.version]: args.version,
      ...Object.fromEntries(
        portRoles.map((role) => [environment.ports[role], String(args.ports[role])]),
      ),
    },
    ports: portRoles.map((role) => ({
      name: role,
      number: args.ports[role],
      configKey: `${role}Port`,
    })),
    health: { port: args.ports.metrics, path: chatApp.readyPath, startSeconds: 30 },
    scrape: { port: args.ports.metrics, path: chatApp.metricsPath },
    stopGraceSeconds: chatApp.stopGraceSeconds,
  };
}

const portRoles = Object.keys(chatApp.ports) as ChatAppPort[];
