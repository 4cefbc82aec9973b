import { z } from "zod";
import { choice, facts, port } from "./key-types.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Keys of the stack on this machine. */
export const localKeys = {
  runtime: choice(["auto", "docker", "process"])
    .default("auto")
    .meta(facts("How the local stack runs its services", "process")),
  dataDirectory: z
    .string()
    .min(1, "must not be empty")
    .default(".data")
    .meta(
      facts(
        "Folder of the local database, logs and run files, relative to the repository",
        ".data",
      ),
    ),
  logLevel: choice(logLevels)
    .default("info")
    .meta(facts("Least severe log lines that the application writes", "debug")),
  metricsPort: port(8082, "Local port of health, readiness, metrics and sessions"),
  searchPort: port(8083, "Local port of search"),
  apiPort: port(8001, "Local port of the page and its API"),
};

export const portKeys = [
  "metricsPort",
  "searchPort",
  "apiPort",
] as const satisfies (keyof typeof localKeys)[];
