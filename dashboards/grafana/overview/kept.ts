import { AxisPlacement } from "@grafana/grafana-foundation-sdk/common";
import { BytesIEC, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";
import { total } from "../promql.ts";

/** How much is kept, and how fast it grows. */
export function keptRow(): Row {
  return { id: 200, title: "What is kept", panels: [chats(), databaseSize(), databaseGrowth()] };
}

function chats() {
  return timeSeries({
    title: "Sessions and messages",
    description: "What the database holds. It never falls unless somebody deletes chats.",
    width: 12,
    unit: Short,
    queries: { Sessions: total("copilot_sessions"), Messages: total("copilot_messages") },
  }).overrideByName("Messages", [{ id: "custom.axisPlacement", value: AxisPlacement.Right }]);
}

function databaseSize() {
  return timeSeries({
    title: "Database size",
    description: "Size of the database on disk.",
    width: 6,
    unit: BytesIEC,
    queries: { Database: total("copilot_database_size_bytes") },
  });
}

function databaseGrowth() {
  return timeSeries({
    title: "Database growth in a day",
    description: "By how much the database grew in the 24 hours before each moment.",
    width: 6,
    unit: BytesIEC,
    queries: { Growth: total("delta(copilot_database_size_bytes[1d])") },
  });
}
