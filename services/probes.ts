import type { HealthCheck } from "./types.ts";

/** Asks a path with BusyBox's wget; by GET, as not every server answers HEAD. */
export function wgetProbe(port: number, path: string, startSeconds: number): HealthCheck {
  return {
    http: { port, path },
    command: ["wget", "-q", "-O", "/dev/null", loopbackUrl(port, path)],
    startSeconds,
  };
}

/** Asks a path with bash alone, for images that have no tool that asks a URL. */
export function bashProbe(port: number, path: string, startSeconds: number): HealthCheck {
  const request = String.raw`printf 'GET ${path} HTTP/1.0\r\n\r\n' >&3`;
  return {
    http: { port, path },
    command: [
      "bash",
      "-c",
      `exec 3<>/dev/tcp/127.0.0.1/${port} && ${request} && head -n 1 <&3 | grep -q ' 200 '`,
    ],
    startSeconds,
  };
}

/** By number, as the name `localhost` may be the IPv6 address that a server does not listen on. */
export function loopbackUrl(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}
