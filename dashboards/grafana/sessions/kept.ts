import { BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { NoUnit, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { ratedStat, stat } from "../panels.ts";

/** How much the application keeps now. */
export function keptRow(): Row {
  return {
    id: 100,
    title: "Kept now",
    panels: [
      figure("Sessions", "Chat sessions in the database.", max("copilot_sessions")),
      figure("Messages", "Messages in the database.", max("copilot_messages")),
      figure("Workspaces", "Workspaces that the sessions belong to.", max("copilot_workspaces")),
      figure("Tool calls", "Calls of tools in the sessions.", max("copilot_tool_calls")),
      messagesPerSession(),
      version(),
    ],
  };
}

const width = 4;

/** A gauge of the store, which every process of the application reports alike. */
function max(gauge: string): string {
  return `max(${gauge}{job="$service"})`;
}

function figure(title: string, description: string, expr: string) {
  return stat({ title, description, width, unit: Short, queries: { [title]: expr } });
}

function messagesPerSession() {
  return figure(
    "Messages per session",
    "How long a chat is on average.",
    `${max("copilot_messages")} / (${max("copilot_sessions")} > 0)`,
  ).decimals(1);
}

function version() {
  return ratedStat({
    title: "Version",
    description: "What runs now; two names while one version takes the place of another.",
    width,
    unit: NoUnit,
    queries: { "{{version}}": 'max by (version) (copilot_build_info{job="$service"})' },
    limits: ["blue"],
  }).textMode(BigValueTextMode.Name);
}
