import { Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { timeSeries } from "../panels.ts";

/** What is in the chats that are kept. */
export function contentRow(): Row {
  return {
    id: 700,
    title: "Content",
    panels: [
      course(
        "Sessions by product",
        "Whose the chats were before they came here, and who sees them.",
        "{{source}}, {{visibility}}",
        each("source, visibility", "copilot_sessions_by_source"),
      ),
      course(
        "Messages by writer",
        "How much people write, and how much they are answered.",
        "{{role}}",
        each("role", "copilot_messages_by_role"),
      ),
      course(
        "Messages by model",
        "The ten models that wrote most.",
        "{{model}}",
        `topk(10, ${each("model", "copilot_messages_by_model")})`,
      ),
      course(
        "Tokens",
        "As the products counted them, of the ten largest; not every product counts.",
        "{{model}}, {{kind}}",
        `topk(10, ${each("model, kind", "copilot_tokens")})`,
      ),
      course(
        "Tools",
        "The ten that were called most.",
        "{{tool}}",
        `topk(10, sum by (tool) (${each("tool, outcome", "copilot_tool_calls_by_tool")}))`,
      ),
      course(
        "Tool calls by outcome",
        "How the calls ended. Declined ones were not let run.",
        "{{outcome}}",
        `sum by (outcome) (${each("tool, outcome", "copilot_tool_calls_by_tool")})`,
      ),
      course(
        "Commands, agents and modes",
        "The ten that questions were asked with most.",
        "{{kind}} {{value}}",
        `topk(10, ${each("kind, value", "copilot_intents")})`,
      ),
      course(
        "Secrets redacted",
        "Passwords, keys and tokens that were taken out of what is kept.",
        "Secrets",
        `sum(${each("rule", "copilot_secrets_redacted")}) or vector(0)`,
      ),
      course(
        "People",
        "Who has at least one chat here.",
        "People",
        'max(copilot_owners{job="$service"})',
      ),
    ],
  };
}

function course(title: string, description: string, legend: string, expr: string) {
  return timeSeries({ title, description, width: 8, unit: Short, queries: { [legend]: expr } });
}

/** A gauge of the database, which every process of the application reports alike. */
function each(labels: string, gauge: string): string {
  return `max by (${labels}) (${gauge}{job="$service"})`;
}
