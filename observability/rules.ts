/** What rules say, before Prometheus' own form. */

/** As Prometheus writes it, for example `5m`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

/**
 * What an alert wants of people. `page`: the objective is at stake. `critical`: something is broken
 * or about to be. `warning`: look at it in working hours. `ticket`: the error budget shrinks slowly.
 * `none`: nothing is wrong.
 */
export const severities = ["page", "critical", "warning", "ticket", "none"] as const;

export type Severity = (typeof severities)[number];

/** Tells when an expression has answered something for long enough. */
export interface Alert {
  /** UpperCamel; also the name of its runbook. */
  alert: string;
  /** PromQL. */
  expr: string;
  /** How long it must hold without a break; `0s` tells at once. */
  for: Duration;
  severity: Severity;
  /** One line without values, the title of the message. */
  summary: string;
  /** What is wrong and what it means, with labels and the value as Go templates. */
  description: string;
  /** Labels beside those of the expression. */
  labels?: Record<string, string>;
}

/** Keeps the result of an expression under a name, `level:metric:operation`. */
export interface RecordingRule {
  record: string;
  /** PromQL. */
  expr: string;
}

export type Rule = Alert | RecordingRule;

/** Rules that Prometheus evaluates in order, so that alerts see what the rules before them recorded. */
export interface RuleGroup {
  name: string;
  rules: Rule[];
}

/** The group as Prometheus reads it; the runbook of each alert is `<runbookBaseUrl>/<alert>.md`. */
export function renderedGroup({ name, rules }: RuleGroup, runbookBaseUrl: string) {
  return { name, rules: rules.map((rule) => renderedRule(rule, runbookBaseUrl)) };
}

function renderedRule(rule: Rule, runbookBaseUrl: string) {
  if ("record" in rule) return { record: rule.record, expr: rule.expr };
  const { alert, expr, severity, summary, description, labels } = rule;
  return {
    alert,
    expr,
    for: rule.for,
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: `${runbookBaseUrl}/${alert}.md` },
  };
}
