import type { Service } from "../services/types.ts";
import type { LocalOutputs } from "./outputs.ts";

type ServiceRow = LocalOutputs["services"][number];

/** What the status table says of a service. */
export function serviceRow(service: Service): ServiceRow {
  const { name, purpose, ports, limits, volumes } = service;
  const offered = ports.filter(({ published }) => published !== undefined);
  const port = (offered.find((each) => each.name === "api") ?? offered[0])?.published?.number;
  return {
    name,
    purpose,
    address: port === undefined ? null : `127.0.0.1:${port}`,
    memoryLimitMb: limits.memoryMb,
    estimatedDiskMb: volumes.reduce((sum, { estimatedMb = 0 }) => sum + estimatedMb, 0),
  };
}
