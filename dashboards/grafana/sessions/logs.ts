import type { Row } from "../dashboard.ts";
import { logCounts, logLines } from "../panels.ts";

/** What the application logs, of the chosen levels and with the chosen text. */
export function logRow(): Row {
  return { id: 600, title: "Logs", panels: [counts(), lines()] };
}

const width = 24;

const chosen = `{service="$service", level=~"$level"} |~ \`(?i)\${text:regex}\``;

function counts() {
  return logCounts({
    title: "Log lines by level",
    description: "Lines of the chosen levels that have the chosen text.",
    width,
    queries: { "{{level}}": `sum by (level) (count_over_time(${chosen} [$__auto]))` },
  });
}

function lines() {
  return logLines({
    title: "Log lines",
    description: "Lines of the chosen levels that have the chosen text. Chats are never logged.",
    width,
    expr: chosen,
  });
}
