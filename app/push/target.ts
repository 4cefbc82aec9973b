import { isLoopback } from "../http/loopback.ts";

/**
 * The address that chats go to, ending with `/`. Throws for what is none, and for one that would send
 * them readable over a network.
 */
export function pushTarget(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !["https:", "http:"].includes(url.protocol)) {
    throw new Error(`--to: not an address, got ${text.slice(0, 200)}; use https://<host>`);
  }
  // Not repeated: what stands before the host may be a password.
  if (url.username !== "" || url.password !== "") {
    throw new Error("--to: holds a name or a password; use CHATS_PUSH_KEY or --key-file instead");
  }
  if (url.search !== "" || url.hash !== "") {
    throw new Error(
      `--to: not the address of a server, got ${text.slice(0, 200)}; leave ? and # out`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname.replace(/^\[|\]$/g, ""))) {
    throw new Error(`--to: chats would be readable on their way to ${url.host}; use https`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
