import { images } from "../versions.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** Where the MCP gateway finds it. */
export const githubMcpServerUrl = "http://github-mcp-server:8082/";

/**
 * Tools of GitHub, to read only. It keeps no token: who calls sends one along, which the MCP gateway
 * does. It is the one service that talks to somebody outside of the machine.
 */
export function githubMcpServerService(): Service<"mcp"> {
  return service({
    name: "github-mcp-server",
    purpose: "offers the tools of GitHub to the MCP gateway; off by default, as it asks github.com",
    image: images.githubMcpServer,
    command: ["github-mcp-server", "http", "--port=8082", "--read-only"],
    ports: [{ name: "mcp", number: 8082, published: undefined }],
    networks: ["mcp", "egress"],
    // The user `nonroot` of the image's base.
    user: "65532:65532",
    limits: { memoryMb: 128, cpus: 0.2 },
    health: {
      http: { port: 8082, path: "/.well-known/oauth-protected-resource" },
      // The image has nothing but the program, and the program asks itself nothing: this says that
      // it can be run. That it answers is said by whoever calls it.
      command: ["/server/github-mcp-server", "--version"],
      startSeconds: 30,
    },
  });
}
