import { Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";

/** How chats come in: from files of this machine, and from collectors elsewhere. */
export function collectingRow(): Row {
  return {
    id: 800,
    title: "Collecting",
    panels: [files(), lastImport(), importTime(), imports(), imported(), collectors()],
  };
}

const width = 8;

function files() {
  return timeSeries({
    title: "Files of chats",
    description: "By their last reading; torn ones are read again when they are whole.",
    width,
    unit: Short,
    queries: { "{{state}}": 'max by (state) (copilot_source_files{job="$service"})' },
  });
}

function lastImport() {
  return timeSeries({
    title: "Last import by size",
    description: "What the newest import that came to its end has read and added.",
    width,
    unit: Short,
    queries: {
      "Files read": 'max(copilot_last_import_files_read{job="$service"})',
      "Messages added": 'max(copilot_last_import_messages_added{job="$service"})',
    },
  });
}

function importTime() {
  const buckets = 'rate(copilot_import_duration_seconds_bucket{job="$service"}[$__rate_interval])';
  return timeSeries({
    title: "Import time",
    description: "Of the newest import, and of those that the watch makes, 0 while it makes none.",
    width,
    unit: Seconds,
    queries: {
      Newest: 'max(copilot_last_import_duration_seconds{job="$service"})',
      "Watch, p95": `histogram_quantile(0.95, sum by (le) (${buckets})) >= 0 or vector(0)`,
    },
  });
}

function imports() {
  return timeSeries({
    title: "Imports in an hour",
    description: "Those that the watch makes, by how they ended.",
    width,
    unit: Short,
    queries: { "{{outcome}}": `sum by (outcome) (${inAnHour("copilot_imports_total")})` },
  });
}

function imported() {
  return timeSeries({
    title: "Imported in an hour",
    description: "What the watch has read and stored.",
    width,
    unit: Short,
    queries: {
      Files: `sum(${inAnHour("copilot_imported_files_total")})`,
      Sessions: `sum(${inAnHour("copilot_imported_sessions_total")})`,
      Messages: `sum(${inAnHour("copilot_imported_messages_total")})`,
    },
  });
}

function collectors() {
  return timeSeries({
    title: "From collectors in an hour",
    description: "Sessions that other machines sent, secrets that were left in them, and refusals.",
    width,
    unit: Short,
    queries: {
      "{{outcome}}": `sum by (outcome) (${inAnHour("copilot_ingested_sessions_total")})`,
      Secrets: `sum(${inAnHour("copilot_ingested_secrets_redacted_total")})`,
      "Refused requests": `sum(${inAnHour("copilot_ingest_refusals_total")}) or vector(0)`,
    },
  });
}

function inAnHour(counter: string): string {
  return `increase(${counter}{job="$service"}[1h])`;
}
