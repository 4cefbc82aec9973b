import type { Row } from "../dashboard.ts";
import { logCounts, logLines } from "../panels.ts";

/** What went wrong, in the words of the services. */
export function logRow(): Row {
  return { id: 700, title: "Logs", panels: [counts(), errors()] };
}

const width = 24;

function counts() {
  return logCounts({
    title: "Log lines by level",
    description: "Lines of the chosen services. Lines without a level have no name here.",
    width,
    queries: { "{{level}}": 'sum by (level) (count_over_time({service=~"$service"}[$__auto]))' },
  });
}

function errors() {
  return logLines({
    title: "Errors",
    description:
      "Lines of level error and above. The Sessions Explorer shows the other levels too.",
    width,
    expr: '{service=~"$service", level=~"error|fatal|critical"}',
  });
}
