import type { Service } from "../services/types.ts";

/** What of a service the monitoring is made from. */
export type MonitoredService = Pick<Service, "name" | "scrape" | "health" | "networks" | "ports">;
