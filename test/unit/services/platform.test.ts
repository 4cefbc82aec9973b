import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { githubMcpServerService, githubMcpServerUrl } from "../../../services/github-mcp-server.ts";
import { type McpServer, mcpGatewayService } from "../../../services/mcp-gateway.ts";
import { mongodbService } from "../../../services/mongodb.ts";
import { postgresService } from "../../../services/postgres.ts";
import { vaultService } from "../../../services/vault.ts";
import { secretFileContents } from "./secret-file.ts";

test("PostgreSQL wants its password from everybody, and is ready when it answers over TCP", () => {
  const { environment, health, secrets } = postgresService();
  expect(environment).toEqual({
    POSTGRES_DB: "dot_copilot",
    POSTGRES_USER: "postgres",
    POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password",
    POSTGRES_INITDB_ARGS: "--auth=scram-sha-256 --data-checksums",
  });
  expect(secrets).toEqual([
    { secret: "postgres-password", file: environment.POSTGRES_PASSWORD_FILE },
  ]);
  expect(health.command).toEqual(["pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"]);
});

test("MongoDB gets a login from a file, and a cache that fits its limit", () => {
  const { command, environment, limits, secrets } = mongodbService();
  expect(environment.MONGO_INITDB_ROOT_USERNAME).toBe("admin");
  expect(secrets).toEqual([
    { secret: "mongodb-password", file: environment.MONGO_INITDB_ROOT_PASSWORD_FILE },
  ]);
  // The image's script wants an option first, to know that it is to start the server.
  expect(command).toEqual(["mongod", "--wiredTigerCacheSizeGB=0.25"]);
  expect(limits.memoryMb).toBeGreaterThan(2 * 256);
});

test("Vault keeps nothing and tries none of what needs root", () => {
  const { command, environment, volumes } = vaultService();
  expect(command).toEqual(["vault", "server", "-dev", "-dev-no-store-token"]);
  expect(environment).toEqual({ SKIP_CHOWN: "true", SKIP_SETCAP: "true" });
  expect(volumes).toEqual([]);
});

test("the GitHub MCP server only reads and has no token of its own", () => {
  const { command, networks, ports, secrets } = githubMcpServerService();
  expect(command).toEqual(["github-mcp-server", "http", "--port=8082", "--read-only"]);
  expect(secrets).toEqual([]);
  expect(networks).toEqual(["mcp", "egress"]);
  expect(new URL(githubMcpServerUrl).port).toBe(String(ports[0]?.number));
});

describe("the MCP gateway", () => {
  const github: McpServer = {
    service: "github-mcp-server",
    description: "GitHub",
    url: githubMcpServerUrl,
    bearerSecret: "github-token",
  };
  const chats: McpServer = {
    service: "chat-app",
    description: "Chats",
    url: "http://chat-app:8001/mcp",
  };

  test("passes calls on to each server, with its token", () => {
    const gateway = mcpGatewayService({ servers: [github, chats] });
    const [{ path, content } = { path: "", content: "" }] = gateway.files;
    expect(path).toBe(`${gateway.environment.HOME}/.docker/mcp/catalogs/stack.yaml`);
    expect(parse(content)).toEqual({
      registry: {
        "github-mcp-server": {
          title: "github-mcp-server",
          description: "GitHub",
          type: "remote",
          remote: {
            url: "http://github-mcp-server:8082/",
            transport_type: "streamable-http",
            headers: { Authorization: `Bearer \${BEARER_TOKEN}` },
          },
          secrets: [{ name: "github-token", env: "BEARER_TOKEN" }],
        },
        "chat-app": {
          title: "chat-app",
          description: "Chats",
          type: "remote",
          remote: { url: "http://chat-app:8001/mcp", transport_type: "streamable-http" },
        },
      },
    });
    expect(secretFileContents(gateway, "t")).toEqual({
      "/run/secrets/mcp.env": "github-token=t\n",
    });
    expect(gateway.command).toContain("--secrets=/run/secrets/mcp.env");
    expect(gateway.command).toContain("--servers=github-mcp-server,chat-app");
    expect(gateway.dependsOn).toEqual(["github-mcp-server", "chat-app"]);
  });

  test("starts no containers, so that it needs no Docker", () => {
    const { command, rights } = mcpGatewayService({ servers: [chats] });
    expect(command).toContain("--static");
    expect(rights).toEqual({});
  });

  test("lets nobody in without its own token", () => {
    const { command, secrets } = mcpGatewayService({ servers: [chats] });
    expect(secrets).toEqual([
      { secret: "mcp-gateway-token", environment: "MCP_GATEWAY_AUTH_TOKEN" },
    ]);
    expect(command.join(" ")).not.toContain("unauthenticated");
  });

  test("refuses a second server with a secret, which it would not read", () => {
    const servers = [github, { ...chats, bearerSecret: "redis-password" as const }];
    expect(() => mcpGatewayService({ servers })).toThrow(
      "mcp-gateway: reads the secret of one server only, got github-token, redis-password; keep one of them",
    );
  });
});
