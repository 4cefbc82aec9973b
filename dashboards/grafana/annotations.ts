import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { datasources } from "./datasources.ts";
import { realAlerts } from "./promql.ts";

/** While an alert fires. */
export function alertAnnotation() {
  return annotation("Alerts", "red", `ALERTS{alertstate="firing", ${realAlerts}}`)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}} {{job}}")
    .tagKeys("severity");
}

/** When a service in `$service` started. */
export function startAnnotation() {
  return annotation("Starts", "blue", '1000 * process_start_time_seconds{job=~"$service"}')
    .titleFormat("{{job}} started")
    .useValueForTime(true);
}

/** When an import of chats finished. */
export function importAnnotation() {
  return annotation("Imports", "green", "1000 * copilot_last_import_timestamp_seconds")
    .titleFormat("Import finished")
    .textFormat("{{job}}")
    .useValueForTime(true);
}

function annotation(name: string, color: string, expr: string): AnnotationQueryBuilder {
  const target = new DataqueryBuilder()
    .datasource(datasources.prometheus)
    .refId("Anno")
    .range()
    .expr(expr);
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(datasources.prometheus)
    .enable(true)
    .iconColor(color)
    .target(target);
}
