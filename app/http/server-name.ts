import type { PortRole } from "../settings.ts";

/**
 * `all` answers what the others do, on one port. `probes` says only whether the process lives, for
 * a network where anybody may ask.
 */
export type ServerName = PortRole | "all" | "probes";
