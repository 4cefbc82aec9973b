import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
} from "@grafana/grafana-foundation-sdk/common";
import { Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { thresholds, timeSeries } from "../panels.ts";
import { total } from "../promql.ts";

/** How fresh the copy is, and what the imports could not read. */
export function importRow(): Row {
  return { id: 300, title: "Import", panels: [age(), result()] };
}

const daySeconds = 24 * 3600;

function age() {
  return timeSeries({
    title: "Age of the last import",
    description: "Falls to 0 when an import finishes. The line marks a week.",
    width: 12,
    unit: Seconds,
    queries: { Age: "time() - max(copilot_last_import_timestamp_seconds)" },
  })
    .thresholds(thresholds(["transparent", [7 * daySeconds, "red"]]))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

function result() {
  return timeSeries({
    title: "Result of the last import",
    description: "Sessions that the last import added, and files that it could not read.",
    width: 12,
    unit: Short,
    queries: {
      "Sessions added": total("copilot_last_import_sessions_added"),
      "Files not read": total("copilot_last_import_files_failed"),
    },
  }).decimals(0);
}
