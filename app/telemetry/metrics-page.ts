import { familyGroups, isInHistory } from "./families/families.ts";
import type { Family } from "./families/family.ts";
import { snapshotDays } from "./snapshots.ts";

/** The text of docs/metrics.md. */
export function metricsPage(): string {
  const groups: [string, Record<string, Family>][] = Object.entries(familyGroups);
  return `<!-- Generated from app/telemetry/families by \`npm run generate\`. -->
# Metrics

Prometheus finds them at \`/metrics\` of the metrics port, programs at \`/api/metrics\`: as JSON, or as
Prometheus text by \`Accept\`. No label has the words of a chat. Names that come from chats, as those of
tools, are the largest few, cut at 100 characters, and \`other\`.

What is stored is counted now and then, by a thread of its own or by the server of the database; while
that is away the last figures stay, with \`copilot_store_up\` 0 and the time of the count.

\`/api/metrics?history=24h\` gives what was saved: figures with ✓ below, every 5 minutes
(\`CHATS_SNAPSHOT_INTERVAL\`) of the last day and every hour of the last ${snapshotDays} days. Counters
begin at 0 with each start of the process.
${groups.map(([title, group]) => section(title, Object.values(group))).join("")}
## What Node tells

Names with \`process_\` and \`nodejs_\` come from the client library: CPU, memory, open files, garbage
collector, and the lag of the event loop, as \`nodejs_eventloop_lag_p99_seconds\`.
`;
}

function section(title: string, families: Family[]): string {
  return `
## ${title}

| Metric | Type | Labels | What it says | History |
|---|---|---|---|---|
${families.map(row).join("\n")}
`;
}

function row(family: Family): string {
  const labels = Object.entries(family.labels).map(([label, values]) => `\`${label}\`: ${values}`);
  const cells = [
    `\`${family.name}\``,
    family.type,
    labels.join("<br>"),
    family.help,
    isInHistory(family) ? "✓" : "",
  ];
  return `| ${cells.join(" | ")} |`;
}
