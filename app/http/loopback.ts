import { BlockList, isIP } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "../settings.ts";
import { Problem } from "./problem.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** True for `localhost`, 127.0.0.0/8 and ::1: addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0
    ? host.toLowerCase() === "localhost"
    : loopback.check(host, version === 6 ? "ipv6" : "ipv4");
}

/** Whether nobody but this machine can reach what listens. */
export function isForThisMachine({
  host,
  isPublishedOnLoopback,
}: Pick<Settings, "host" | "isPublishedOnLoopback">): boolean {
  return isLoopback(host) || isPublishedOnLoopback;
}

/**
 * Fastify hook that refuses a request meant for another name than this machine's or one of
 * `hostNames`. A hostile site can point a name of its own at 127.0.0.1 (DNS rebinding) and would then
 * be of one origin with us; its name still stands in the Host header.
 */
export function requireKnownHost(hostNames: string[]) {
  return async (request: FastifyRequest, _reply: FastifyReply) => {
    const name = hostName(request.headers.host ?? "").toLowerCase();
    if (isLoopback(name) || hostNames.includes(name)) return;
    throw new Problem(
      421,
      "misdirected_request",
      "Host: not a name of this machine; use localhost or 127.0.0.1",
      "Host",
    );
  };
}

/** Without the port; an IPv6 address without its brackets. */
function hostName(hostHeader: string): string {
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(hostHeader)?.slice(1).join("") ?? "";
}
