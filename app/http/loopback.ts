import { BlockList, isIP } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
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

/**
 * Fastify hook that refuses a request meant for another name. A hostile site can point a name of its
 * own at 127.0.0.1 (DNS rebinding) and would then be of one origin with us; its name still stands in
 * the Host header.
 */
export async function requireLoopbackHost(request: FastifyRequest, _reply: FastifyReply) {
  if (!isLoopback(hostName(request.headers.host ?? ""))) {
    throw new Problem(
      421,
      "misdirected_request",
      "Host: not a name of this machine; use localhost or 127.0.0.1",
      "Host",
    );
  }
}

/** Without the port; an IPv6 address without its brackets. */
function hostName(hostHeader: string): string {
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(hostHeader)?.slice(1).join("") ?? "";
}
