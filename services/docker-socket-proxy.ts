import { images } from "../versions.ts";
import { wgetProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

export interface DockerSocketProxyArgs {
  /** Socket of the engine on the host. Default `/var/run/docker.sock`. */
  socket?: string;
}

const name = "docker-socket-proxy";
const port = 2375;

/** Where the log agent and cAdvisor find the engine. */
export const dockerSocketProxyUrl = `tcp://${name}:${port}`;

/**
 * The only one that has the Docker socket. It lets the few reads through that the log agent and
 * cAdvisor make. Among them are the descriptions of containers, and so their environment: what is
 * secret belongs into files.
 */
export function dockerSocketProxyService(args: DockerSocketProxyArgs = {}): Service<"api"> {
  const socket = "/var/run/docker.sock";
  return service({
    name,
    purpose: "lets the log agent and cAdvisor read from Docker, and nobody write",
    image: images.dockerSocketProxy,
    command: ["haproxy", "-f", configurationFile],
    files: [{ path: configurationFile, content: haproxyConfiguration(`:${port}`, socket) }],
    ports: [{ name: "api", number: port, published: undefined }],
    user: "0:0",
    rights: {
      root: "the socket belongs to root and to a group whose number differs between machines",
      hostPaths: [
        {
          source: args.socket ?? socket,
          path: socket,
          reason: "it is what this service guards; read-only does not keep a socket from writes",
        },
      ],
    },
    limits: { memoryMb: 64, cpus: 0.2 },
    health: wgetProbe(port, "/_ping", 30),
  });
}

const configurationFile = "/usr/local/etc/haproxy/haproxy.cfg";

/**
 * The configuration of HAProxy: GET and HEAD of the paths below, everything else is refused with 403.
 * It compares the address as it was sent, whole and without decoding it, so that no other spelling
 * of a path comes through. Ends with a line feed, without which HAProxy refuses the file.
 */
export function haproxyConfiguration(address: string, socket: string): string {
  return `global
  log stdout format raw daemon
  maxconn 256
  nbthread 1
  # Logs that are followed never end by themselves.
  hard-stop-after 5s

defaults
  mode http
  log global
  option httplog
  # Only what failed or was refused.
  option dontlog-normal
  timeout http-request 5s
  timeout http-keep-alive 30s
  timeout connect 5s
  timeout queue 5s
  timeout client 1h

frontend readers
  bind ${address}
  acl reads method GET HEAD
  acl has_body req.hdr(Content-Length) -m found
  acl has_body req.hdr(Transfer-Encoding) -m found
  acl changes_protocol req.hdr(Upgrade) -m found
  acl allowed url -m reg '${allowed(...answers, logs)}'
  acl follows url -m reg '${allowed(logs)}'
  http-request deny unless reads allowed
  http-request deny if has_body or changes_protocol
  use_backend docker_logs if follows
  default_backend docker

backend docker
  timeout server 30s
  server engine unix@${socket}

backend docker_logs
  # A container may say nothing for long.
  timeout server 1h
  server engine unix@${socket}
`;
}

/** Matches the whole address: an optional version, one of the paths, an optional query. */
function allowed(...paths: string[]): string {
  return String.raw`^(/v1\.[0-9]{1,2})?/(${paths.join("|")})(\?[^#]*)?$`;
}

const container = "containers/[a-zA-Z0-9][a-zA-Z0-9_.-]*";

/** `networks` is asked by the discovery of containers, `info` and `version` by cAdvisor. */
const answers = ["_ping", "version", "info", "networks", "containers/json", `${container}/json`];

const logs = `${container}/logs`;
