import type { ChatAppArgs } from "../../../services/chat-app.ts";

/** The application without any server beside it. */
export const chatAppArgs: ChatAppArgs = {
  program: ["node", "main.ts"],
  image: "copilot-chat-app:0.1.0",
  dataDirectory: "/data",
  host: "0.0.0.0",
  ports: { metrics: 8082, search: 8083, api: 8001 },
  logLevel: "info",
  version: "0.1.0",
};
