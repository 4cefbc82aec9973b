import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { sharedVectorsFile } from "../../app/shared-vectors.ts";
import { sets } from "../../services/sets.ts";
import { images } from "../../versions.ts";
import { Checkout } from "../support/checkout.ts";
import { freePorts } from "../support/free-ports.ts";
import { type Daemon, dockerDaemon } from "./daemon/daemon.ts";
import { containerLog, docker } from "./daemon/docker.ts";
import { loadImages } from "./images/load.ts";

/**
 * The whole stack by `npm start`, on a real engine of Docker and a real engine of Pulumi. Pulumi's
 * Docker provider is a stand-in, which keeps its wire types. On a disposable Docker the images are made
 * here too: Grafana and Qdrant are stand-ins that speak their HTTP, which proves nothing of the real ones;
 * `node test/docker/images/make.ts --list` says what each of the others is made from.
 */
const PREPARE_LIMIT_MS = 60 * 60_000;
const START_LIMIT_MS = 10 * 60_000;
const ANSWER_LIMIT_MS = 3 * 60_000;
/** The alert waits 2 min, its message 30 s, that of its end up to 5 min. */
const ALERT_LIMIT_MS = 15 * 60_000;
const POLL_MS = 500;

const portKeys = [
  ...["metrics", "search", "api", "grafana", "prometheus", "alertmanager", "loki", "cadvisor"],
  ...["nodeExporter", "qdrant", "redis", "gatewayHttp", "gatewayHttps"],
] as const;
const services = ["chat-app", ...sets.observability, ...sets.search];
const ofStack = "label=copilot.stack=local";

let daemon: Daemon | { missing: string };
let checkout: Checkout;
let ports: Record<string, number>;
const environment = () => ({ DOCKER_HOST: host(), ...certificates });
const { NODE_EXTRA_CA_CERTS } = process.env;
const certificates = NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS };
const run = (...args: string[]) => docker(host(), args);
const at = (port: string, path: string) => `http://127.0.0.1:${ports[port]}${path}`;

beforeAll(async () => {
  daemon = await dockerDaemon();
  if ("missing" in daemon) return;
  if ((await run("ps", "--all", "--quiet", "--filter", ofStack)) !== "") {
    daemon = { missing: "the stack `local` runs on this Docker; stop it with npm stop first" };
    return;
  }
  await loadImages(daemon);
  ports = await freePorts(...portKeys);
  checkout = new Checkout();
  attachStandIns();
  configure({});
}, PREPARE_LIMIT_MS);
beforeEach((context) => {
  if ("missing" in daemon) context.skip(daemon.missing);
});
afterAll(async () => {
  if ("missing" in daemon) return;
  await script("stop", "--purge");
  await daemon.stop();
  checkout.remove();
}, START_LIMIT_MS);

describe("npm start", () => {
  test(
    "brings every service up, healthy, and says where it is",
    async () => {
      const { code, stdout, stderr } = await script("start", "--samples");
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(/platform {3}\d+ created \(runtime docker, auto: Docker answers\)/);
      expect(stdout).toContain(at("grafana", "  (user admin)"));
      expect(await healthOfAll()).toEqual(Object.fromEntries(services.map((s) => [s, "healthy"])));
      expect(await json(at("api", "/api/stats"))).toMatchObject({ sessions: 12 });
    },
    START_LIMIT_MS,
  );

  test("waits with no service for one that it does not depend on", async ({ skip }) => {
    const version = await run("version", "--format", "{{.Server.APIVersion}}");
    if (version.localeCompare("1.44", "en", { numeric: true }) >= 0) {
      skip("this engine asks for health so early that nothing can be told by it");
    }
    const started = await timesOf("{{.State.StartedAt}}");
    const asked = await timesOf("{{(index .State.Health.Log 0).Start.UnixMilli}}");
    const firstHealthy = Math.min(...Object.values(asked));
    // The application waits for its image.
    const waiting = ["chat-app", ...dependents];
    const late = services.filter((name) => (started[name] ?? Infinity) >= firstHealthy);
    expect(late.toSorted()).toEqual(expect.arrayContaining(dependents));
    expect(waiting).toEqual(expect.arrayContaining(late));
  });

  test("listens on the loopback address alone", async () => {
    const published = await run("ps", "--filter", ofStack, "--format", "{{.Ports}}");
    const addresses = [...published.matchAll(/([^\s,]+):\d+->/g)].map(([, address]) => address);
    expect(new Set(addresses)).toEqual(new Set(["127.0.0.1"]));
    expect(addresses).toHaveLength(11);
  });

  test("leaves everything alone the second time", { timeout: START_LIMIT_MS }, async () => {
    const before = await run("ps", "--filter", ofStack, "--format", "{{.ID}} {{.CreatedAt}}");
    const { code, stderr } = await script("start", "--samples");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("platform   no change (runtime docker");
    expect(await run("ps", "--filter", ofStack, "--format", "{{.ID}} {{.CreatedAt}}")).toBe(before);
  });
});

describe("what searches", () => {
  test("every vector is in Qdrant, and the database has none", async () => {
    const { marked, tables } = vectorsOfDatabase();
    expect([marked, tables]).toEqual([expect.any(Number), []]);
    expect(marked).toBeGreaterThan(80);
    expect(await vectorsInQdrant()).toBe(marked);
    const refused = await fetch(at("qdrant", "/collections"), { headers: { "api-key": "other" } });
    expect(refused.status).toBe(401);
  });

  test("an answer comes from Redis the second time, as another process would find it", async () => {
    const first = await search("why are pods killed");
    expect(first).toMatchObject({ status: 200, cache: "miss" });
    expect(first.answer.fallbackReason).toBeUndefined();
    await run("restart", "local-chat-app");
    await until(async () => {
      const response = await fetch(at("search", "/ready")).catch(() => undefined);
      return response?.ok ? [] : ["search is not ready"];
    });
    const second = await search("why are pods killed");
    expect(second).toMatchObject({ status: 200, cache: "hit" });
    expect(second.answer.hits).toEqual(first.answer.hits);
  });

  test("the commands of this machine search there too, and archive what is there", async () => {
    const file = join(checkout.folder, ".data", sharedVectorsFile);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const chats = (...args: string[]) => checkout.run("app/main.ts", args);
    const found = await chats("search", "why", "are", "pods", "killed");
    expect(found.code, found.stderr).toBe(0);
    expect(found.stdout).not.toContain("Found by words alone");
    const archived = await chats("backup", "full");
    expect(archived.code, archived.stderr).toBe(0);
    const inside = ["exec", "local-chat-app", "node", "app/main.ts"];
    for (const output of [archived.stdout, await run(...inside, "backup", "full")]) {
      expect(output).toMatch(/^vectors .* vectors \(qdrant, /m);
      expect(output).toMatch(/\.tar\.gz .* verified/);
    }
  });

  test("an answer comes without them, and with them again", {
    timeout: ANSWER_LIMIT_MS,
  }, async () => {
    await run("stop", "local-qdrant", "local-redis");
    const without = await search("why are pods killed by the kernel");
    expect(without.status).toBe(200);
    expect(without.answer.hits).not.toEqual([]);
    expect(without.answer.fallbackReason).toBeDefined();
    await run("start", "local-qdrant", "local-redis");
    await until(async () => {
      const { answer, cache } = await search("why are pods killed by the kernel");
      return answer.fallbackReason === undefined && cache === "hit" ? [] : [answer, cache];
    });
    await until(async () => {
      const health = Object.entries(await healthOfAll());
      return health.filter(([, state]) => state !== "healthy");
    });
  });
});

describe("npm run status", () => {
  test("shows each service with its limit, and what all may take", async () => {
    const { code, stdout } = await script("status");
    expect(code, stdout).toBe(0);
    for (const service of services)
      expect(stdout).toMatch(new RegExp(`^✔ ${service} +healthy`, "m"));
    const [, memoryMb] = /services may take (\d+) MB of memory/.exec(stdout) ?? [];
    expect(Number(memoryMb)).toBeLessThanOrEqual(4_096);
    expect(stdout).toMatch(/their volumes grow to about \d\.\d GB/);
  });

  test("names what is ill, and the next start repairs it", {
    timeout: START_LIMIT_MS,
  }, async () => {
    await run("stop", "local-redis");
    const ill = await script("status", "--json");
    expect(ill.code).toBe(1);
    const { services: rows } = JSON.parse(ill.stdout);
    const sick = rows.filter((row: { healthy: boolean }) => !row.healthy);
    expect(sick).toEqual([expect.objectContaining({ name: "redis", state: "exited" })]);
    const { code, stderr } = await script("start", "--samples");
    expect(code, stderr).toBe(0);
    expect((await script("status")).code).toBe(0);
  });
});

describe("outside of this machine", () => {
  test("nobody can be asked, and nobody tries", async () => {
    const networks = (
      await run("network", "ls", "--filter", ofStack, "--format", "{{.Name}}")
    ).split("\n");
    expect(networks.toSorted()).toEqual(["local-backend", "local-frontend", "local-monitoring"]);
    const option = "com.docker.network.bridge.enable_ip_masquerade";
    const format = `{{index .Options "${option}"}}`;
    for (const network of networks) {
      expect(await run("network", "inspect", "--format", format, network), network).toBe("false");
    }
    for (const service of services) {
      const log = await containerLog(host(), `local-${service}`, 10_000);
      const complaints = log.split("\n").filter((line) => outsideWords.test(line));
      expect(complaints, service).toEqual([]);
    }
  });
});

describe("what watches the services", () => {
  test("Prometheus reaches every target", { timeout: ANSWER_LIMIT_MS }, async () => {
    await until(async () => {
      const { activeTargets } = await prometheus("targets");
      const ill = activeTargets.filter(({ health }: { health: string }) => health !== "up");
      return ill.map(({ labels, lastError }: { labels: object; lastError: string }) => [
        labels,
        lastError,
      ]);
    });
    const { activeTargets } = await prometheus("targets");
    const jobs = activeTargets.map(({ labels }: { labels: { job: string } }) => labels.job);
    expect([...new Set(jobs)].toSorted()).toEqual([
      ...["alertmanager", "blackbox-exporter", "cadvisor", "chat-app", "grafana", "loki"],
      ...["node-exporter", "probe-http", "prometheus", "promtail", "qdrant", "redis-exporter"],
    ]);
  });

  test("every rule can be evaluated", { timeout: ANSWER_LIMIT_MS }, async () => {
    await until(async () => {
      const { groups } = await prometheus("rules");
      const rules = groups.flatMap((group: { rules: { health: string }[] }) => group.rules);
      expect(rules.length).toBeGreaterThan(60);
      return rules.filter(({ health }: { health: string }) => health !== "ok");
    });
  });

  test("a line of the application is in Loki within 15 seconds, with its labels", async () => {
    const answer = await fetch(at("api", "/api/sessions"));
    const requestId = answer.headers.get("x-request-id");
    const askedAt = performance.now();
    const query = `{service="chat-app"} |= "${requestId}"`;
    let streams: { stream: Record<string, string> }[] = [];
    while (streams.length === 0) {
      expect(performance.now() - askedAt, query).toBeLessThan(15_000);
      await sleep(POLL_MS);
      const url = at("loki", `/loki/api/v1/query_range?query=${encodeURIComponent(query)}`);
      streams = (await json(url)).data.result;
    }
    expect(streams.map(({ stream }) => stream)).toEqual([
      expect.objectContaining({
        service: "chat-app",
        container: "local-chat-app",
        level: "info",
      }),
    ]);
  });

  test("every service that logs is in Loki under its name", async () => {
    const url = at("loki", "/loki/api/v1/label/service/values");
    const { data } = await json(url);
    expect(services).toEqual(expect.arrayContaining(data));
    expect(data).toEqual(expect.arrayContaining(["chat-app", "prometheus", "alertmanager"]));
  });

  test("Loki deletes what is older than a week", async () => {
    const config = parse(await (await fetch(at("loki", "/config"))).text());
    expect(config.compactor.retention_enabled).toBe(true);
    expect(config.limits_config.retention_period).toBe("1w");
    expect(config.schema_config.configs[0]).toMatchObject({ store: "tsdb", schema: "v13" });
  });

  test("cAdvisor measures each service by its name, and no container of others", async () => {
    const { result } = await prometheus(
      `query?query=${encodeURIComponent("count by (service) (container_memory_working_set_bytes{name!=''})")}`,
    );
    const measured = result.map(({ metric }: { metric: { service: string } }) => metric.service);
    expect(measured.toSorted()).toEqual(services.toSorted());
  });

  test("a burst of errors is told to the receiver, and so is its end", {
    timeout: ALERT_LIMIT_MS,
  }, async () => {
    await startReceiver();
    await configureReceiver();
    expect((await script("start", "--samples")).code).toBe(0);
    await failRequests({ rounds: 4, each: 30 });
    await told("AppErrorBudgetBurnFast", "firing");
    // Enough good ones that the share of failures is small again.
    for (let asked = 0; asked < 12_000; asked += 1) {
      await (await fetch(at("api", "/api/stats"))).arrayBuffer();
    }
    await told("AppErrorBudgetBurnFast", "resolved");
    // While somebody else is on a network, the stack cannot remove it.
    await run("rm", "--force", "receiver");
  });
});

describe("the proxy of Docker's socket", () => {
  test("answers reads and refuses writes", async () => {
    const ask = (method: string, path: string) =>
      run(
        ...["run", "--rm", "--network", "local-monitoring", "--entrypoint", "node", images.node],
        ...[
          "-e",
          `fetch("http://docker-socket-proxy:2375${path}", { method: "${method}" })` +
            ".then((answer) => console.log(answer.status))",
        ],
      );
    expect(await ask("GET", "/containers/json")).toBe("200");
    expect(await ask("POST", "/containers/create")).toBe("403");
    expect(await ask("DELETE", "/containers/local-redis")).toBe("403");
    expect(await ask("GET", "/images/json")).toBe("403");
  });
});

describe("a changed configuration", () => {
  test("replaces exactly the container whose file it changes", {
    timeout: START_LIMIT_MS,
  }, async () => {
    configure({});
    expect((await script("start", "--samples")).code).toBe(0);
    const before = await idsOfAll();
    configure({ metricsRetentionDays: 7 });
    const { code, stderr } = await script("start", "--samples");
    expect(code, stderr).toBe(0);
    const after = await idsOfAll();
    const changed = services.filter((service) => before[service] !== after[service]);
    expect(changed).toEqual(["prometheus"]);
    const { storageRetention } = await prometheus("status/runtimeinfo");
    expect(storageRetention).toBe("1w");
  });

  test("with a port that is taken is refused, and works once it is free", {
    timeout: START_LIMIT_MS,
  }, async () => {
    const { taken } = await freePorts("taken");
    const other = ["run", "--detach", "--name", "somebody", "--publish", `127.0.0.1:${taken}:80`];
    await run(...other, "--entrypoint", "sleep", images.node, "600");
    configure({ grafanaPort: taken });
    const refused = await script("start", "--samples");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `grafanaPort: port ${taken} is in use by container somebody; stop it or choose another`,
    );
    await run("rm", "--force", "somebody");
    expect((await script("start", "--samples")).code).toBe(0);
    expect((await json(`http://127.0.0.1:${taken}/api/health`)).database).toBe("ok");
  });

  test("with an image that cannot be pulled names it, and what to do", async () => {
    configure({ registryMirror: "127.0.0.1:9/mirror", runtime: "docker" });
    const { code, stderr } = await script("start", "--samples");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /runtime: docker is chosen, but the image 127\.0\.0\.1:9\/mirror\/\S+ cannot be had: .*registryMirror/,
    );
  });
});

describe("npm stop", () => {
  test("leaves no container and no network, but volumes, secrets and chats", {
    timeout: START_LIMIT_MS,
  }, async () => {
    configure({});
    expect((await script("start", "--samples")).code).toBe(0);
    const password = await grafanaPassword();
    const { code, stderr } = await script("stop");
    expect(code, stderr).toBe(0);
    expect(await run("ps", "--all", "--quiet", "--filter", ofStack)).toBe("");
    expect(await run("network", "ls", "--quiet", "--filter", ofStack)).toBe("");
    expect(await run("volume", "ls", "--quiet", "--filter", ofStack)).toContain("local-prometheus");
    expect(await isListening(ports.api ?? 0)).toBe(false);
    expect(existsSync(join(checkout.folder, ".data", sharedVectorsFile))).toBe(false);
    const status = await script("status");
    expect(status.stdout).toBe("Nothing runs; `npm start` brings the platform up.\n");

    expect((await script("start")).code).toBe(0);
    expect(await grafanaPassword()).toBe(password);
    expect(await json(at("api", "/api/stats"))).toMatchObject({ sessions: 12 });
  });

  test("lets processes take over, which find the same chats, and gives Docker back", {
    timeout: START_LIMIT_MS,
  }, async () => {
    configure({ runtime: "process" });
    const { code, stderr } = await script("start", "--samples");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("runtime    docker is left:");
    expect(await run("ps", "--all", "--quiet", "--filter", ofStack)).toBe("");
    expect(await json(at("api", "/api/stats"))).toMatchObject({ sessions: 12 });
    expect(vectorsOfDatabase().tables).not.toEqual([]);
    expect((await search("why are pods killed")).answer.fallbackReason).toBeUndefined();
    configure({});
    expect((await script("start", "--samples")).code).toBe(0);
    expect(await healthOfAll()).toMatchObject({ "chat-app": "healthy", grafana: "healthy" });
    expect(await vectorsInQdrant()).toBe(vectorsOfDatabase().marked);
  });

  test("an engine elsewhere has the chats in a volume, which are imported there", {
    timeout: START_LIMIT_MS,
  }, async () => {
    expect((await script("stop", "--purge")).code).toBe(0);
    configure({ services: "qdrant" });
    const { address, close } = await overTcp(host());
    try {
      const started = await checkout.run("scripts/start.ts", ["--samples"], {
        ...environment(),
        DOCKER_HOST: address,
      });
      expect(started.code, started.stderr).toBe(0);
      const volumes = (await run("volume", "ls", "--quiet", "--filter", ofStack)).split("\n");
      expect(volumes).toEqual(["local-chats", "local-qdrant", "local-qdrant-snapshots"]);
      expect(await json(at("api", "/api/stats"))).toMatchObject({ sessions: 12 });
      expect(await vectorsInQdrant()).toBeGreaterThan(80);
    } finally {
      close();
    }
  });

  test("with --purge leaves nothing", { timeout: START_LIMIT_MS }, async () => {
    const { code, stderr } = await script("stop", "--purge");
    expect(code, stderr).toBe(0);
    for (const kind of ["container", "network", "volume"]) {
      const all = kind === "container" ? ["--all"] : [];
      expect(await run(kind, "ls", ...all, "--quiet", "--filter", ofStack), kind).toBe("");
    }
  });
});

/** What programs say that cannot reach somebody who is none of those that tests stop. */
const outsideWords =
  /no such host|(ENOTFOUND|EAI_AGAIN) (?!redis|qdrant)|network is unreachable|server misbehaving|https:\/\/(?!localhost)\S+.*(error|fail)/i;

const dependents = ["promtail", "cadvisor"];

function host(): string {
  if ("missing" in daemon) throw new Error(daemon.missing);
  return daemon.host;
}

/** Lets Pulumi find the stand-ins of the plugins that cannot be had here. */
function attachStandIns() {
  const file = join(checkout.folder, "Pulumi.yaml");
  const project = parse(readFileSync(file, "utf8"));
  for (const name of ["docker", "random"]) {
    project.plugins.providers.push({ name, path: resolve("test/support/providers", name) });
  }
  writeFileSync(file, stringify(project));
}

/** Keeps what was set before, and what is encrypted. */
function configure(values: Record<string, string | number>) {
  const own = portKeys.map((name) => [`${name}Port`, ports[name] ?? 0]);
  checkout.configure({ ...Object.fromEntries(own), ...values });
}

function script(name: string, ...args: string[]) {
  return checkout.run(`scripts/${name}.ts`, args, environment());
}

async function healthOfAll(): Promise<Record<string, string>> {
  return inspectAll("{{.State.Health.Status}}");
}

const idsOfAll = () => inspectAll("{{.Id}}");

/** Milliseconds since 1970 by service. */
async function timesOf(format: string): Promise<Record<string, number>> {
  const times = await inspectAll(format);
  const milliseconds = (time: string) => (/^\d+$/.test(time) ? Number(time) : Date.parse(time));
  return Object.fromEntries(Object.entries(times).map(([name, at]) => [name, milliseconds(at)]));
}

async function inspectAll(format: string): Promise<Record<string, string>> {
  const names = ["--filter", ofStack, "--filter", "label=copilot.service", "--quiet", "--all"];
  const ids = (await run("ps", ...names)).split("\n");
  const label = '{{index .Config.Labels "copilot.service"}}';
  const lines = (await run("inspect", "--format", `${label} ${format}`, ...ids)).split("\n");
  return Object.fromEntries(lines.map((line) => line.split(" ") as [string, string]));
}

async function json(url: string) {
  return JSON.parse(await (await fetch(url)).text());
}

async function prometheus(path: string) {
  return (await json(at("prometheus", `/api/v1/${path}`))).data;
}

/** Waits until a list of what is wrong is empty. */
async function until(wrong: () => Promise<unknown[]>) {
  const deadline = performance.now() + ANSWER_LIMIT_MS - 10_000;
  for (;;) {
    const left = await wrong();
    if (left.length === 0) return;
    expect(performance.now(), JSON.stringify(left)).toBeLessThan(deadline);
    await sleep(POLL_MS);
  }
}

/** A server on the network of Alertmanager that prints what it is told. */
async function startReceiver() {
  const program =
    'require("http").createServer((request, answer) => {' +
    '  let body = ""; request.on("data", (chunk) => { body += chunk; });' +
    '  request.on("end", () => { console.log(body); answer.end(); });' +
    "}).listen(9000)";
  const name = ["--name", "receiver", "--network", "local-monitoring"];
  await run("run", "--detach", ...name, "--entrypoint", "node", images.node, "-e", program);
}

async function configureReceiver() {
  const url = "http://receiver:9000/alerts";
  const args = ["config", "set", "--secret", "alertWebhookUrl", url];
  const { code, stderr } = await script("pulumi", ...args);
  expect(code, stderr).toBe(0);
}

/**
 * Takes a table away while requests fail. In rounds between scrapes: what a counter starts with is no
 * increase to Prometheus.
 */
async function failRequests({ rounds, each }: { rounds: number; each: number }) {
  const database = new Database(join(checkout.folder, ".data", "chats.db"));
  try {
    database.pragma("legacy_alter_table = ON");
    database.exec("ALTER TABLE conversations RENAME TO conversations_away");
    for (let round = 0; round < rounds; round += 1) {
      for (let asked = 0; asked < each; asked += 1) {
        expect((await fetch(at("api", "/api/sessions"))).status).toBeGreaterThanOrEqual(500);
      }
      await sleep(11_000);
    }
  } finally {
    database.exec("ALTER TABLE conversations_away RENAME TO conversations");
    database.close();
  }
}

async function told(alert: string, status: string) {
  const deadline = performance.now() + ALERT_LIMIT_MS;
  for (;;) {
    const lines = (await run("logs", "receiver")).split("\n").filter((line) => line !== "");
    const alerts = lines.flatMap((line) => JSON.parse(line).alerts);
    const found = alerts.some((each) => each.status === status && each.labels.alertname === alert);
    if (found) return;
    expect(performance.now(), `${alert} ${status} in ${lines}`).toBeLessThan(deadline);
    await sleep(2_000);
  }
}

/** The same engine at an address that does not look like this machine's own. */
async function overTcp(unixAddress: string): Promise<{ address: string; close: () => void }> {
  // The client says that it has nothing more to say, and waits for what a container prints.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const path = unixAddress.replace("unix://", "");
    const engine = connect({ path, allowHalfOpen: true });
    client.pipe(engine).pipe(client);
    client.on("error", () => engine.destroy());
    engine.on("error", () => client.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { address: `tcp://127.0.0.1:${port}`, close: () => server.close() };
}

async function search(query: string) {
  const response = await fetch(at("search", "/search"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { hits: unknown[]; fallbackReason?: unknown };
  return { status: response.status, cache: response.headers.get("x-cache"), answer };
}

/** Points of the collection that searches use. */
async function vectorsInQdrant(): Promise<number> {
  const response = await fetch(at("qdrant", "/collections/chats/points/count"), {
    method: "POST",
    headers: { "api-key": await secretOutput("qdrantApiKey"), "content-type": "application/json" },
    body: "{}",
  });
  return JSON.parse(await response.text()).result.count;
}

/** How many vectors the database knows of, and the tables that it keeps some in itself. */
function vectorsOfDatabase() {
  const database = new Database(join(checkout.folder, ".data", "chats.db"), { readonly: true });
  try {
    const one = (sql: string) => database.prepare<[], string>(sql).pluck().all();
    const [marked] = one("select count(*) from message_vectors where is_zero = 0");
    return {
      marked: Number(marked),
      tables: one("select name from sqlite_master where name glob 'vectors_[0-9]*'"),
    };
  } finally {
    database.close();
  }
}

const grafanaPassword = () => secretOutput("grafanaPassword");

async function secretOutput(name: string): Promise<string> {
  const args = ["stack", "output", name, "--show-secrets"];
  const { code, stdout, stderr } = await script("pulumi", ...args);
  expect(code, stderr).toBe(0);
  expect(stdout.trim()).toMatch(/^\w{32}$/);
  return stdout.trim();
}

function isListening(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
    socket.once("connect", () => socket.destroy());
  });
}
