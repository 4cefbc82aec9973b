import {
  type Alert,
  type Duration,
  type RuleGroup,
  renderedGroup,
} from "../../../../observability/rules.ts";
import type { AlertCase, Firing, RecordingCase, Subject } from "./case.ts";

const runbookBaseUrl = "https://runbooks.example";

/** A file of rules and a file of tests of it, as promtool reads them. */
export function promtoolFiles(
  group: RuleGroup,
  { alerts, recordings = [], evaluateEvery = "1m" }: Subject,
) {
  const file = `${group.name}.yml`;
  return {
    rules: { file, content: { groups: [renderedGroup(group, runbookBaseUrl)] } },
    tests: {
      file: `${group.name}.test.yml`,
      content: {
        rule_files: [file],
        evaluation_interval: evaluateEvery,
        tests: [
          ...alerts.map((alertCase) => alertTest(group, alertCase)),
          ...recordings.map(recordingTest),
        ],
      },
    },
  };
}

function alertTest(group: RuleGroup, alertCase: AlertCase) {
  const { alert, name, series, at, every, firing = [] } = alertCase;
  const rule = alertsOf(group).find((candidate) => candidate.alert === alert);
  if (rule === undefined) throw new Error(`${group.name}: has no alert ${alert}`);
  return {
    ...testOf(`${alert} ${name}`, series, every),
    alert_rule_test: [
      {
        eval_time: at,
        alertname: alert,
        exp_alerts: firing.map((expected) => expectedAlert(rule, expected)),
      },
    ],
  };
}

export function alertsOf({ rules }: RuleGroup): Alert[] {
  return rules.filter((rule) => "alert" in rule);
}

function expectedAlert({ alert, severity, summary }: Alert, { labels, description }: Firing) {
  return {
    exp_labels: { severity, ...labels },
    exp_annotations: { summary, description, runbook_url: `${runbookBaseUrl}/${alert}.md` },
  };
}

function recordingTest({ record, name, series, at, samples }: RecordingCase) {
  return {
    ...testOf(name, series),
    promql_expr_test: [
      {
        expr: `round(${record}, 0.0001)`,
        eval_time: at,
        exp_samples: Object.entries(samples).map(([labels, value]) => ({ labels, value })),
      },
    ],
  };
}

function testOf(name: string, series: Record<string, string>, interval: Duration = "1m") {
  const input = Object.entries(series).map(([selector, values]) => ({ series: selector, values }));
  return { name, interval, input_series: input };
}
