import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { startChats } from "../../app/commands/testing.ts";
import { chatApp } from "../../app/service.ts";
import { grafanaDashboards } from "../../dashboards/grafana/dashboards.ts";
import { dashboardQueries } from "../../dashboards/grafana/queries.ts";
import { freePorts } from "../support/free-ports.ts";
import { answerCount } from "./dashboards/answers.ts";
import { lokiTestConfig, pushLines } from "./dashboards/loki.ts";
import { type RunningProgram, startedProgram, unpackedProgram } from "./dashboards/program.ts";
import { findRoot } from "./images/cache.ts";
import { recipes } from "./images/recipes.ts";

/** Making an image for the first time takes minutes. */
const PREPARE_LIMIT_MS = 30 * 60_000;
/** A rate needs two scrapes, and Prometheus waits up to an interval before the first. */
const DATA_LIMIT_MS = 20_000;
const ports = await freePorts("metrics", "search", "api", "prometheus", "loki", "grpc", "node");
const at = (port: keyof typeof ports) => `http://127.0.0.1:${ports[port]}`;
const servers = { prometheus: at("prometheus"), loki: at("loki") };

/** Their exporters watch containers and servers, which only the whole stack has. */
const ofTheStack = /\b(container|qdrant|redis)_/;
const queries = grafanaDashboards().flatMap((dashboard) =>
  dashboardQueries(dashboard).map((query) => ({ dashboard: dashboard.title, ...query })),
);

let folder: string;
let chats: ReturnType<typeof startChats>;
const programs: RunningProgram[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "copilot-dashboards-"));
  await startApplication();
  await Promise.all([startNodeExporter(), startLoki()]);
  await startPrometheus();
}, PREPARE_LIMIT_MS);

afterAll(async () => {
  chats?.child.kill("SIGTERM");
  await Promise.all([chats?.ended, ...programs.map(({ stop }) => stop())]);
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe("against the running application, Prometheus, node-exporter and Loki", () => {
  const live = queries.filter(({ sent }) => !ofTheStack.test(sent));

  it.each(live)("$dashboard, $place is answered: $sent", { timeout: 30_000 }, async (query) => {
    const deadline = performance.now() + DATA_LIMIT_MS;
    while ((await answerCount(query, servers)) === 0) {
      expect(performance.now(), `no data for ${query.sent}`).toBeLessThan(deadline);
      await useApplication();
      await sleep(500);
    }
  });

  it("the panel of errors has the lines of level error and above, and no others", async () => {
    const errors = queries.find(({ place }) => place === 'panel "Errors"');
    expect(errors && (await answerCount(errors, servers))).toBe(2);
  });
});

describe("against Prometheus alone", () => {
  const unanswered = queries.filter(({ sent }) => ofTheStack.test(sent));

  it.each(unanswered)("$dashboard, $place is understood: $sent", async (query) => {
    expect(await answerCount(query, servers)).toBe(0);
  });
});

async function startApplication() {
  const { exitCode, err } = await startChats(["import", "--samples"], folder).ended;
  expect(exitCode, err).toBe(0);
  const { ports: variables } = chatApp.environment;
  chats = startChats(["serve"], folder, {
    [variables.metrics]: String(ports.metrics),
    [variables.search]: String(ports.search),
    [variables.api]: String(ports.api),
  });
}

/**
 * What people do: searches that find, with words of their own, and that do not, a list, and something
 * that is not there. To the same words the cache would answer.
 */
async function useApplication() {
  const search = (query: string) =>
    fetch(`${at("search")}/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
  const answers = await Promise.all([
    search(`why do sign-in tests fail ${performance.now()}`),
    search('"zzqx"'),
    fetch(`${at("api")}/api/sessions`),
    fetch(`${at("api")}/api/sessions/vscode:none`),
  ]);
  await Promise.all(answers.map((answer) => answer.text()));
}

async function startNodeExporter() {
  const args = [`--web.listen-address=127.0.0.1:${ports.node}`];
  await start("nodeExporter", "/bin/node_exporter", args, `${at("node")}/metrics`);
}

async function startLoki() {
  const config = join(folder, "loki.yaml");
  await writeFile(
    config,
    lokiTestConfig(join(folder, "loki"), { http: ports.loki, grpc: ports.grpc }),
  );
  await start("loki", "/usr/bin/loki", [`-config.file=${config}`], `${servers.loki}/ready`);
  await pushLines(servers.loki, [
    { labels: { service: chatApp.name, level: "info" }, lines: ['{"msg":"request"}'] },
    { labels: { service: chatApp.name, level: "error" }, lines: ['{"msg":"request failed"}'] },
    { labels: { service: "loki", level: "critical" }, lines: ["level=critical msg=full"] },
    { labels: { service: "redis" }, lines: ["Ready to accept connections tcp"] },
  ]);
}

async function startPrometheus() {
  const config = join(folder, "prometheus.yml");
  const jobs = { [chatApp.name]: ports.metrics, "node-exporter": ports.node };
  const rules = { groups: [{ name: "test", rules: [{ alert: "Example", expr: "vector(1)" }] }] };
  await writeFile(join(folder, "rules.yml"), stringify(rules));
  await writeFile(
    config,
    stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [join(folder, "rules.yml")],
      scrape_configs: Object.entries(jobs).map(([name, port]) => ({
        job_name: name,
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      })),
    }),
  );
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "metrics")}`,
    `--web.listen-address=127.0.0.1:${ports.prometheus}`,
  ];
  await start("prometheus", "/bin/prometheus", args, `${servers.prometheus}/-/ready`);
}

async function start(image: keyof typeof recipes, path: string, args: string[], url: string) {
  const recipe = recipes[image];
  if (!recipe) throw new Error(`${image}: no recipe makes this image`);
  const root = await findRoot(image, recipe, () => {});
  programs.push(await startedProgram(await unpackedProgram(root, path, folder), args, url));
}
