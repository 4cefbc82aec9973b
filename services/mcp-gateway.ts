import { stringify } from "yaml";
import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import type { SecretName } from "./secrets.ts";
import { service } from "./service.ts";
import type { SecretUse, Service } from "./types.ts";

export interface McpGatewayArgs {
  /** Whose tools it offers, at least one. */
  servers: McpServer[];
}

export interface McpServer {
  /** Its service, which must be healthy first. */
  service: string;
  /** What its tools are for. */
  description: string;
  /** Where it speaks MCP over HTTP. */
  url: string;
  /** Sent along as a bearer token. At most one server can have it. Default none. */
  bearerSecret?: SecretName;
}

/**
 * One address for the tools of several servers, behind a token. It starts no containers as it would by
 * its standard, which needs the Docker socket: it only passes calls on.
 */
export function mcpGatewayService({ servers }: McpGatewayArgs): Service<"mcp"> {
  return service({
    name: "mcp-gateway",
    purpose: "offers the tools of all MCP servers at one address; off by default",
    image: images.mcpGateway,
    command: [
      // With the arguments that are the image's own: `gateway run`.
      "docker-mcp",
      "--transport=streaming",
      "--port=8811",
      "--static",
      "--catalog=stack.yaml",
      `--servers=${servers.map(({ service }) => service).join(",")}`,
      `--secrets=${secretsFile}`,
    ],
    environment: {
      HOME: home,
      // Servers are beside it, so they have no certificate and no public address.
      DOCKER_MCP_ALLOW_INSECURE_REMOTE_URLS: "1",
    },
    files: [{ path: `${home}/.docker/mcp/catalogs/stack.yaml`, content: catalog(servers) }],
    secrets: secrets(servers),
    ports: [{ name: "mcp", number: 8811, published: undefined }],
    networks: ["mcp"],
    dependsOn: servers.map(({ service }) => service),
    user: "65534:65534",
    // The image asks for a volume at /misc, with a program that only local servers need.
    limits: { memoryMb: 128, cpus: 0.2, scratch: ["/misc"] },
    health: wgetProbe(8811, "/health", 60),
  });
}

/** It looks for its catalogue below this folder and nowhere else. */
const home = "/home/mcp";
const secretsFile = "/run/secrets/mcp.env";

function catalog(servers: McpServer[]): string {
  return stringify({
    registry: Object.fromEntries(servers.map((server) => [server.service, entry(server)])),
  });
}

function entry({ service, description, url, bearerSecret }: McpServer) {
  const remote = { url, transport_type: "streamable-http" };
  if (bearerSecret === undefined) return { title: service, description, type: "remote", remote };
  return {
    title: service,
    description,
    type: "remote",
    remote: { ...remote, headers: { Authorization: `Bearer \${${tokenVariable}}` } },
    secrets: [{ name: bearerSecret, env: tokenVariable }],
  };
}

const tokenVariable = "BEARER_TOKEN";

function secrets(servers: McpServer[]): SecretUse[] {
  const bearers = servers.flatMap(({ bearerSecret }) => bearerSecret ?? []);
  if (bearers.length > 1) {
    throw new Error(
      `mcp-gateway: reads the secret of one server only, got ${bearers.join(", ")}; keep one of them`,
    );
  }
  return [
    // It takes its own token from nowhere else.
    { secret: "mcp-gateway-token", environment: "MCP_GATEWAY_AUTH_TOKEN" },
    ...bearers.map((secret) => ({
      secret,
      file: secretsFile,
      content: (value: string) => `${secret}=${value}\n`,
    })),
  ];
}
