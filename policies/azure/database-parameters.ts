import { companion, property, sharing } from "../checks.ts";
import { atLeast, type Condition, equals, matches } from "../conditions.ts";
import type { Check, Policy } from "../policy.ts";
import { databaseServer } from "./database.ts";

/** What the server itself is told, in words of PostgreSQL. */
export const databaseParameterPolicies: Policy[] = [
  {
    id: "azure-database-tls",
    expectation: 45,
    title: "Databases take encrypted connections only",
    resourceTypes: [databaseServer],
    severity: "error",
    check: parameter("require_secure_transport", equals("on")),
    sources: ["c29c38cb", "CIS3:5.2.1"],
  },
  {
    id: "azure-database-minimum-tls",
    expectation: 46,
    title: "Databases take TLS 1.2 or newer",
    resourceTypes: [databaseServer],
    severity: "error",
    check: parameter("ssl_min_protocol_version", matches(/^TLSv1\.[23]$/)),
    sources: ["a43d5475"],
  },
  {
    id: "azure-database-log-checkpoints",
    expectation: 47,
    title: "Databases log checkpoints",
    resourceTypes: [databaseServer],
    severity: "warning",
    check: parameter("log_checkpoints", equals("on")),
    sources: ["CKV_AZURE_30", "70be9e12", "CIS3:5.2.2", "AZU-0024"],
  },
  {
    id: "azure-database-log-connections",
    expectation: 48,
    title: "Databases log who connects",
    resourceTypes: [databaseServer],
    severity: "warning",
    check: parameter("log_connections", equals("on")),
    sources: ["CKV_AZURE_31", "086709ac", "AZU-0019"],
  },
  {
    id: "azure-database-log-disconnections",
    expectation: 49,
    title: "Databases log who leaves",
    resourceTypes: [databaseServer],
    severity: "warning",
    check: parameter("log_disconnections", equals("on")),
    sources: ["1d14b021"],
  },
  {
    id: "azure-database-connection-throttle",
    expectation: 50,
    title: "Databases slow down who fails to log in",
    resourceTypes: [databaseServer],
    severity: "warning",
    check: parameter("connection_throttle.enable", equals("on")),
    sources: ["CKV_AZURE_32", "CIS3:5.2.3", "AZU-0021"],
  },
  {
    id: "azure-database-log-days",
    expectation: 51,
    title: "Databases keep their log files for more than three days",
    resourceTypes: [databaseServer],
    severity: "warning",
    check: parameter("logfiles.retention_days", atLeast(4)),
    sources: ["CKV_AZURE_146", "CIS3:5.2.4"],
  },
  {
    id: "azure-database-audit",
    expectation: 52,
    title: "Databases audit statements with pgaudit",
    resourceTypes: [databaseServer],
    severity: "warning",
    appliesTo: ["production"],
    check: parameter("shared_preload_libraries", matches(/\bpgaudit\b/i)),
    sources: ["4eb5e667"],
  },
];

/** The server's parameter is set, to what is expected; Azure's own defaults move. */
function parameter(name: string, isRight: Condition): Check {
  return companion(
    "azure-native:dbforpostgresql:Configuration",
    (other, resource) =>
      other.inputs.configurationName === name && sharing("serverName")(other, resource),
    property("value", isRight),
    `Configuration ${name}`,
  );
}
