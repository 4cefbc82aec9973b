import { AxisPlacement } from "@grafana/grafana-foundation-sdk/common";
import { Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";

/** How what is kept changes. */
export function growthRow(): Row {
  return { id: 200, title: "Growth", panels: [kept(), added()] };
}

const width = 12;
const busy = [{ id: "custom.axisPlacement", value: AxisPlacement.Right }];

/** There are many messages and tool calls to a session, so they have an axis of their own. */
function kept() {
  return timeSeries({
    title: "Kept",
    description: "Sessions and workspaces on the left, messages and tool calls on the right.",
    width,
    unit: Short,
    queries: byName((gauge) => `max(${gauge})`),
  })
    .overrideByName("Messages", busy)
    .overrideByName("Tool calls", busy);
}

function added() {
  return timeSeries({
    title: "Added in a day",
    description: "What came in the 24 hours before each moment, less what was deleted.",
    width,
    unit: Short,
    queries: byName((gauge) => `max(delta(${gauge}[1d]))`),
  })
    .overrideByName("Messages", busy)
    .overrideByName("Tool calls", busy);
}

function byName(query: (gauge: string) => string): Record<string, string> {
  return {
    Sessions: query('copilot_sessions{job="$service"}'),
    Workspaces: query('copilot_workspaces{job="$service"}'),
    Messages: query('copilot_messages{job="$service"}'),
    "Tool calls": query('copilot_tool_calls{job="$service"}'),
  };
}
