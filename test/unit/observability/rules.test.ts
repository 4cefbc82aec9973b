import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ruleGroups } from "../../../observability/rule-groups.ts";
import { severities } from "../../../observability/rules.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";
import { emittedMetrics, metricsIn } from "./metric-names.ts";
import { alertsOf, promtoolFiles } from "./rules/promtool-tests.ts";
import { subjects } from "./rules/subjects.ts";

const everyJob = [
  "prometheus",
  "chat-app",
  "alertmanager",
  "loki",
  "promtail",
  "alloy",
  "cadvisor",
  "node-exporter",
  "qdrant",
  "redis-exporter",
  "probe-http",
  "probe-certificate",
];
const everyGroup = ruleGroups(everyJob);
const everyAlert = everyGroup.flatMap(alertsOf);

describe("the rules", { timeout: 60_000 }, () => {
  const promtool = tool("promtool");

  it.each(Object.entries(subjects))("of %s do what their cases say", async (name, subject) => {
    // The cases of missing targets name three jobs.
    const jobs = name === "targets" ? ["prometheus", "chat-app", "qdrant"] : everyJob;
    const group = ruleGroups(jobs).find((candidate) => candidate.name === name);
    if (group === undefined) throw new Error(`there is no group ${name}`);

    const folder = temporaryFolder();
    const { rules, tests } = promtoolFiles(group, subject);
    for (const { file, content } of [rules, tests]) {
      writeFileSync(join(folder, file), stringify(content, { aliasDuplicateObjects: false }));
    }
    const { status, output } = await promtool(["test", "rules", tests.file], { folder });
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
  });
});

describe("every alert", () => {
  it("belongs to a group whose cases are known", () => {
    expect(everyGroup.map(({ name }) => name).sort()).toEqual(Object.keys(subjects).sort());
  });

  it.each(everyGroup)("of $name has a case that fires and one that stays quiet", (group) => {
    const cases = subjects[group.name]?.alerts ?? [];
    const tried = (isFiring: boolean) =>
      new Set(
        cases.filter(({ firing = [] }) => firing.length > 0 === isFiring).map(({ alert }) => alert),
      );
    const names = new Set(alertsOf(group).map(({ alert }) => alert));
    expect(tried(true)).toEqual(names);
    names.delete("Watchdog");
    expect(tried(false)).toEqual(names);
  });

  it("has a known severity and words for people", () => {
    for (const alert of everyAlert) {
      expect(severities).toContain(alert.severity);
      expect(alert.for, alert.alert).toMatch(/^\d+[smh]$/);
      expect(alert.summary, alert.alert).toMatch(/^[A-Z][^{}]+\.$/);
      expect(alert.description, alert.alert).toMatch(/[.]$/);
      expect(alert.alert).toMatch(/^[A-Z][A-Za-z]+$/);
    }
  });

  it("carries its job when it fires, so that nothing else is muted in its place", () => {
    const firing = Object.values(subjects).flatMap(({ alerts }) =>
      alerts.flatMap(({ alert, firing = [] }) => firing.map(({ labels }) => ({ alert, labels }))),
    );
    const withoutJob = firing.filter(({ labels }) => labels.job === undefined);
    expect(withoutJob.map(({ alert }) => alert)).toEqual(["Watchdog"]);
  });

  it("of one name exists once, but for the jobs that may be missing", () => {
    const names = everyAlert.map(({ alert }) => alert).filter((name) => name !== "TargetMissing");
    expect(names).toEqual([...new Set(names)]);
    expect(everyAlert).toHaveLength(names.length + everyJob.length);
  });
});

describe("every expression", () => {
  const expressions = everyGroup.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const names = new Set(expressions.flatMap(metricsIn));

  it("asks the application only for metrics that it emits", async () => {
    const emitted = await emittedMetrics();
    const ours = [...names].filter((name) => name.startsWith("copilot_"));
    expect(ours.length).toBeGreaterThan(3);
    expect(ours.filter((name) => !emitted.has(name))).toEqual([]);
  });

  it("asks Node only for metrics that the application's client emits", async () => {
    const emitted = await emittedMetrics();
    const ofNode = [...names].filter((name) => /^(nodejs|process)_/.test(name));
    expect(ofNode).toEqual(["nodejs_eventloop_lag_p99_seconds"]);
    expect(ofNode.filter((name) => !emitted.has(name))).toEqual([]);
  });

  it("asks for recorded series only where a rule records them", () => {
    const recorded = everyGroup.flatMap(({ rules }) =>
      rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
    );
    expect(recorded).toEqual([...new Set(recorded)]);
    const asked = [...names].filter((name) => name.includes(":"));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !recorded.includes(name))).toEqual([]);
  });
});

describe("the groups", () => {
  it("leave out what does not run", () => {
    expect(ruleGroups(["prometheus"]).map(({ name }) => name)).toEqual([
      "targets",
      "prometheus",
      "app",
      "objective",
    ]);
    expect(ruleGroups(["prometheus", "qdrant"]).map(({ name }) => name)).toContain("qdrant");
  });

  it("miss each job that is expected, and no other", () => {
    const [targets] = ruleGroups(["prometheus", "qdrant"]);
    expect(targets?.rules.map(({ expr }) => expr)).toEqual([
      "up == 0",
      'absent(up{job="prometheus"})',
      'absent(up{job="qdrant"})',
    ]);
  });
});
