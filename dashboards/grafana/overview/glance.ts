import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { BytesIEC, NoUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { ratedStat, stat } from "../panels.ts";
import { realAlerts, total } from "../promql.ts";

/** Everything that somebody wants to know who has five seconds. */
export function glanceRow(): Row {
  return {
    id: 100,
    title: "At a glance",
    panels: [sessions(), messages(), database(), lastImport(), unread(), store(), down(), firing()],
  };
}

const width = 3;
const hourSeconds = 3600;

function sessions() {
  return stat({
    title: "Sessions",
    description: "Chat sessions in the database.",
    width,
    unit: Short,
    queries: { Sessions: total("copilot_sessions") },
  });
}

function messages() {
  return stat({
    title: "Messages",
    description: "Messages in the database.",
    width,
    unit: Short,
    queries: { Messages: total("copilot_messages") },
  });
}

function database() {
  return stat({
    title: "Database",
    description: "Size of the database on disk.",
    width,
    unit: BytesIEC,
    queries: { Database: total("copilot_database_size_bytes") },
  });
}

function lastImport() {
  return ratedStat({
    title: "Last import",
    description:
      "Time since the last import finished. Chats that are younger exist only where they were written.",
    width,
    unit: Seconds,
    queries: { Age: "time() - max(copilot_last_import_timestamp_seconds)" },
    limits: ["green", [26 * hourSeconds, "yellow"], [7 * 24 * hourSeconds, "red"]],
  })
    .decimals(0)
    .noValue("never");
}

function unread() {
  return ratedStat({
    title: "Files not read",
    description: "Files that the last import could not read. The output of the import names them.",
    width,
    unit: Short,
    queries: { Files: total("copilot_last_import_files_failed") },
    limits: ["green", [1, "red"]],
  }).noValue("no import");
}

function store() {
  return ratedStat({
    title: "Database answers",
    description: "Whether the application runs and its database answered the last scrape.",
    width,
    unit: NoUnit,
    queries: { Answers: "min(copilot_store_up) or vector(0)" },
    limits: ["red", [1, "green"]],
  }).mappings([
    { type: MappingType.ValueToText, options: { 0: { text: "No" }, 1: { text: "Yes" } } },
  ]);
}

function down() {
  return ratedStat({
    title: "Services down",
    description: "Services that Prometheus cannot scrape. See the row Services.",
    width,
    unit: Short,
    queries: { Services: "count(up == 0) or vector(0)" },
    limits: ["green", [1, "red"]],
  });
}

function firing() {
  return ratedStat({
    title: "Alerts firing",
    description: "Alerts that fire now, without the one that always does. See the row Services.",
    width,
    unit: Short,
    queries: {
      Alerts: `count(ALERTS{alertstate="firing", ${realAlerts}}) or vector(0)`,
    },
    limits: ["green", [1, "red"]],
  });
}
