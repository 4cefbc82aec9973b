import type { Service } from "./types.ts";

/** What a service has to say of itself; the rest has a value that fits most. */
export type ServiceFacts<Role extends string> = Partial<Service<Role>> &
  Pick<Service<Role>, "name" | "purpose" | "image" | "command" | "user" | "limits" | "health">;

/** A service from its facts: without files, secrets, volumes, ports and rights unless it says so. */
export function service<const Role extends string>(facts: ServiceFacts<Role>): Service<Role> {
  return {
    environment: {},
    files: [],
    secrets: [],
    volumes: [],
    ports: [],
    networks: ["monitoring"],
    dependsOn: [],
    rights: {},
    scrape: undefined,
    stopGraceSeconds: 10,
    ...facts,
  };
}
