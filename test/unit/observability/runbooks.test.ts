import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { prometheusFiles } from "../../../observability/prometheus.ts";
import { networks } from "../../../services/types.ts";
import { settingsSchema } from "../../../stacks/settings-schema.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";
import { everyService } from "../services/every-service.ts";
import { emittedMetrics, metricsIn } from "./metric-names.ts";

const folder = "docs/runbooks/alerts";

const runbooks = readdirSync(folder).map((file) => {
  const path = `${folder}/${file}`;
  const text = readFileSync(path, "utf8");
  return { path, alert: basename(file, ".md"), text, blocks: blocksOf(text) };
});

interface Block {
  language: string;
  lines: string[];
}

function blocksOf(text: string): Block[] {
  const blocks = text.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm);
  return [...blocks].map(([, language = "", content = ""]) => ({
    language,
    lines: content.split("\n"),
  }));
}

/** Every rule that a choice of services can produce: nothing, each alone, and all together. */
const rules = [[], ...everyService.map((service) => [service]), everyService].flatMap((choice) =>
  prometheusFiles({
    stack: "local",
    services: choice.filter(({ name }) => name !== "prometheus"),
    extraTargets: [],
    retention: { days: 15 },
    folder: "/etc/prometheus",
    alertmanager: undefined,
    externalLabels: {},
    runbookBaseUrl: folder,
  })
    .filter(({ path }) => path.includes("/rules/"))
    .flatMap(({ content }) => rulesIn(content)),
);

interface WrittenRule {
  record?: string;
  annotations?: { runbook_url: string };
}

function rulesIn(content: string): WrittenRule[] {
  return parse(content).groups.flatMap((group: { rules: WrittenRule[] }) => group.rules);
}

describe("the runbooks", () => {
  it("are where the alerts lead to, one for each that there can be, and no more", () => {
    const links = new Set(rules.flatMap(({ annotations }) => annotations?.runbook_url ?? []));
    expect(links).toContain(`${folder}/Watchdog.md`);
    expect(links).toContain(`${folder}/TargetMissing.md`);
    expect(runbooks.map(({ path }) => path).toSorted()).toEqual([...links].toSorted());
  });

  it("begin with the name of their alert", () => {
    expect(alertsWhere(({ alert, text }) => text.split("\n")[0] !== `# ${alert}`)).toEqual([]);
  });

  it("answer the same questions in the same order", () => {
    const questions = ["How bad", "Look first", "Likely causes", "Over when"];
    const asked = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(alertsWhere(({ text }) => asked(text).join() !== questions.join())).toEqual([]);
  });

  it("name a command or a query in a block of code", () => {
    const known = ["sh", "promql", "logql"];
    const useful = ({ language, lines }: Block) =>
      known.includes(language) && lines.some((line) => line.trim() !== "");
    expect(alertsWhere(({ blocks }) => blocks.length === 0 || !blocks.every(useful))).toEqual([]);
  });

  it("are short enough for a night", () => {
    expect(alertsWhere(({ text }) => text.trimEnd().split("\n").length > 40)).toEqual([]);
  });
});

function alertsWhere(isWrong: (runbook: (typeof runbooks)[number]) => boolean): string[] {
  return runbooks.filter(isWrong).map(({ alert }) => alert);
}

describe("what a runbook names is there:", () => {
  it("scripts of npm", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = namedBy(/\bnpm (?:run )?([a-z][\w:-]*)/g);
    expect(named.size).toBeGreaterThan(3);
    expect(missing(named, Object.keys(scripts))).toEqual([]);
  });

  it("configuration keys", () => {
    const named = namedBy(/\bconfig set (?:--secret )?([a-z]\w*)/g);
    expect(named.size).toBeGreaterThan(3);
    expect(missing(named, Object.keys(settingsSchema.shape))).toEqual([]);
  });

  it("containers, with what carries their files, volumes and networks", () => {
    const named = namedBy(/\blocal-([a-z]+(?:-[a-z]+)*?)(?:-files)?(?![\w-])/g);
    expect(named.size).toBeGreaterThan(3);
    const there = everyService.flatMap((service) => [service, ...service.volumes]);
    expect(missing(named, [...there.map(({ name }) => name), ...networks])).toEqual([]);
  });

  it("files of the project", () => {
    const named = namedBy(/((?:services|observability)\/[\w-]+\.ts|\bversions\.ts)/g);
    expect(named.size).toBeGreaterThan(3);
    expect([...named].filter((file) => !existsSync(file))).toEqual([]);
  });

  it("other runbooks", () => {
    const named = namedBy(/\]\(([^)]*)\)/g);
    expect(named.size).toBeGreaterThan(3);
    expect([...named].filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it("metrics of the application", async () => {
    const emitted = await emittedMetrics();
    const named = metricsNamed(/^(copilot|nodejs|process)_/);
    expect(named.size).toBeGreaterThan(3);
    expect(missing(named, [...emitted])).toEqual([]);
  });

  it("recorded series", () => {
    const recorded = rules.flatMap(({ record }) => record ?? []);
    const named = metricsNamed(/:/);
    expect(named.size).toBeGreaterThan(3);
    expect(missing(named, recorded)).toEqual([]);
  });
});

/** What the first group of the pattern matches in any runbook. */
function namedBy(pattern: RegExp): Set<string> {
  return new Set(
    runbooks.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name = ""]) => name)),
  );
}

function missing(named: Set<string>, there: string[]): string[] {
  return [...named].filter((name) => !there.includes(name));
}

function metricsNamed(pattern: RegExp): Set<string> {
  return new Set(
    promqlQueries()
      .flatMap(metricsIn)
      .filter((name) => pattern.test(name)),
  );
}

/** One a line. */
function promqlQueries(): string[] {
  const blocks = runbooks.flatMap((runbook) => runbook.blocks);
  return blocks.filter(({ language }) => language === "promql").flatMap(({ lines }) => lines);
}

describe("every PromQL query of a runbook", { timeout: 60_000 }, () => {
  const promtool = tool("promtool");

  it("is one that Prometheus can read", async () => {
    const asRules = promqlQueries().map((expr, index) => ({ record: `query:${index}`, expr }));
    const content = stringify({ groups: [{ name: "queries", rules: asRules }] });
    const place = temporaryFolder();
    writeFileSync(join(place, "queries.yml"), content);
    const { status, output } = await promtool(["check", "rules", "queries.yml"], { folder: place });
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
  });
});
