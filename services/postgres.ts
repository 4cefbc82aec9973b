import { images } from "../versions.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** The database that it makes at its first start, and who owns everything in it. */
export const postgresDatabase = { name: "dot_copilot", user: "postgres" };

/** PostgreSQL 16 with pgvector, for the application in place of its own file. */
export function postgresService(): Service<"postgres"> {
  return service({
    name: "postgres",
    purpose: "keeps the chats of a team",
    image: images.postgres,
    command: ["postgres"],
    environment: {
      POSTGRES_DB: postgresDatabase.name,
      POSTGRES_USER: postgresDatabase.user,
      POSTGRES_PASSWORD_FILE: secretFile("postgres-password"),
      // Without it, whoever is in the container needs no password.
      POSTGRES_INITDB_ARGS: "--auth=scram-sha-256 --data-checksums",
    },
    secrets: [{ secret: "postgres-password", file: secretFile("postgres-password") }],
    volumes: [{ name: "postgres", path: "/var/lib/postgresql/data", estimatedMb: 500 }],
    ports: [{ name: "postgres", number: 5432, published: undefined }],
    networks: ["backend"],
    user: "999:999",
    // A process for each connection, of which it takes 100 by its standard.
    limits: { memoryMb: 512, cpus: 1, processes: 300, scratch: ["/var/run/postgresql"] },
    health: {
      http: undefined,
      // Over TCP: while the database is being made, it answers at its socket alone.
      command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", postgresDatabase.user],
      startSeconds: 120,
    },
    stopGraceSeconds: 60,
  });
}
