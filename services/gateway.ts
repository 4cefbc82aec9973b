import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

export interface GatewayArgs {
  /** Ports of the host. */
  ports: { http: number; https: number };
  /** Names of the services that run; those that have a route are offered. */
  services: readonly string[];
}

/** Offers the page, and what is behind it, at one address with a certificate. */
export function gatewayService({ ports, services }: GatewayArgs): Service<"http" | "https"> {
  return service({
    name: "gateway",
    purpose: "offers everything at one address with a certificate",
    image: images.nginx,
    // With the arguments of its image, which keep it in the foreground.
    command: ["nginx"],
    files: [
      {
        path: "/etc/nginx/nginx.conf",
        content: nginxConfiguration({
          httpsPort: ports.https,
          routes: routes.filter((route) => services.includes(route.service)),
        }),
      },
    ],
    secrets: [
      { secret: "gateway-certificate", file: secretFile("gateway-certificate") },
      { secret: "gateway-key", file: secretFile("gateway-key") },
    ],
    ports: [
      {
        name: "http",
        number: listening.http,
        published: { number: ports.http, configKey: "gatewayHttpPort" },
      },
      {
        name: "https",
        number: listening.https,
        published: { number: ports.https, configKey: "gatewayHttpsPort" },
      },
    ],
    networks: ["frontend", "mcp", "monitoring"],
    user: "101:101",
    limits: { memoryMb: 64, cpus: 0.5 },
    health: wgetProbe(listening.http, healthPath, 30),
  });
}

/** Above 1024, so that it needs no right to listen; the engine offers them as 80 and 443. */
const listening = { http: 8080, https: 8443 };

const healthPath = "/gateway-health";

interface Route {
  /** Start of the path that it answers. */
  path: string;
  service: string;
  port: number;
}

const routes: Route[] = [
  { path: "/", service: "chat-app", port: 8001 },
  { path: "/grafana/", service: "grafana", port: 3000 },
  { path: "/mcp", service: "mcp-gateway", port: 8811 },
];

/** The configuration of nginx. It can write nothing but `/tmp`. */
export function nginxConfiguration(args: { httpsPort: number; routes: Route[] }): string {
  const httpsPort = args.httpsPort === 443 ? "" : `:${args.httpsPort}`;
  return `worker_processes 2;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
  worker_connections 512;
}

http {
  access_log /dev/stdout;
  server_tokens off;
  client_max_body_size 64m;
  client_body_temp_path /tmp/client-body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  scgi_temp_path /tmp/scgi;
  uwsgi_temp_path /tmp/uwsgi;

  # Docker's own. Names are asked while it runs, so that it starts before those it passes on to.
  resolver 127.0.0.11 valid=10s ipv6=off;

  map $http_upgrade $connection_header {
    default upgrade;
    "" "";
  }

  server {
    listen ${listening.http};
    location = ${healthPath} {
      access_log off;
      return 200;
    }
    location / {
      return 301 https://$host${httpsPort}$request_uri;
    }
  }

  server {
    listen ${listening.https} ssl;
    ssl_certificate ${secretFile("gateway-certificate")};
    ssl_certificate_key ${secretFile("gateway-key")};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:1m;
    ssl_session_tickets off;

    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_header;
    # Answers of MCP servers come bit by bit and may stay open for long.
    proxy_buffering off;
    proxy_read_timeout 1h;
${args.routes.map(location).join("")}  }
}
`;
}

function location({ path, service, port }: Route): string {
  return `
    location ${path} {
      set $upstream http://${service}:${port};
      proxy_pass $upstream;
    }
`;
}
