import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { ServiceContainer } from "../../../../components/docker/container.ts";
import { DockerHost, type DockerHostArgs } from "../../../../components/docker/host.ts";
import type { Service } from "../../../../services/types.ts";
import { watchedOptions } from "../../../support/watched-options.ts";
import { recordDocker, tiny } from "./recording.ts";

const record = (service: Service, hostArgs: Partial<DockerHostArgs> = {}) =>
  recordDocker(() => {
    const host = hostFor(service, hostArgs);
    const container = new ServiceContainer("tiny", { host, service, secretValues: { key: "k3y" } });
    return { id: container.containerId, urls: container.urls };
  });

/** What a service with nothing of its own is made of. */
const least = {
  name: "local-tiny",
  image: "example/tiny:1.0.0",
  command: ["--quiet"],
  envs: [],
  hostname: "tiny",
  labels: [
    { label: "copilot.stack", value: "local" },
    { label: "copilot.service", value: "tiny" },
  ],
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
  networksAdvanced: [{ name: "local-monitoring", aliases: ["tiny"] }],
  volumes: [],
  user: "1000:1000",
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  readOnly: true,
  tmpfs: { "/tmp": "" },
  memory: 64,
  memorySwap: 64,
  cpus: "0.5",
  mustRun: true,
  restart: "unless-stopped",
  healthcheck: {
    tests: ["CMD", "tiny", "check"],
    interval: "30s",
    timeout: "10s",
    retries: 3,
    startPeriod: "30s",
    startInterval: "2s",
  },
  wait: true,
  waitTimeout: 70,
  stopTimeout: 10,
  destroyGraceSeconds: 10,
};

test("a service becomes its image and one container with exactly these inputs", async () => {
  const graph = await record(tiny());
  const { urn } = graph.named("tiny", ":ServiceContainer");
  expect(graph.named("tiny-image")).toMatchObject({
    type: "docker:index/remoteImage:RemoteImage",
    parent: urn,
    inputs: { name: "example/tiny:1.0.0", keepLocally: true },
  });
  const container = graph.named("tiny", ":Container");
  expect(container).toMatchObject({ parent: urn, secretInputs: [] });
  expect(container.inputs).toEqual(least);
  expect(graph.resources.map(({ name }) => name)).not.toContain("tiny-files");
  expect(graph.outputs.id).toBe("tiny-id");
});

test("a changed health check or scratch folder makes a new container", async () => {
  const { seen, opts } = watchedOptions();
  await recordDocker(() => {
    new ServiceContainer("tiny", { host: hostFor(tiny()), service: tiny() }, opts);
    return undefined;
  });
  expect(seen.tiny).toMatchObject({ replaceOnChanges: ["healthcheck", "tmpfs"] });
});

test("every right beyond the least is rendered where its reason is given", async () => {
  const graph = await record(
    tiny({
      user: "0:0",
      rights: {
        root: "why",
        writableRoot: "why",
        capabilities: [{ name: "SYSLOG", reason: "why" }],
        hostPaths: [{ source: "/proc", path: "/host/proc", reason: "why" }],
        devices: [{ path: "/dev/kmsg", reason: "why" }],
        hostProcesses: "why",
      },
    }),
  );
  expect(graph.named("tiny", ":Container").inputs).toEqual({
    ...least,
    user: "0:0",
    readOnly: false,
    capabilities: { drops: ["ALL"], adds: ["CAP_SYSLOG"] },
    mounts: [{ type: "bind", source: "/proc", target: "/host/proc", readOnly: true }],
    devices: [{ hostPath: "/dev/kmsg", containerPath: "/dev/kmsg", permissions: "r" }],
    pidMode: "host",
  });
});

test("ports are published on loopback, and a URL of each port is known", async () => {
  const service = tiny({
    ports: [
      { name: "web", number: 80, published: { number: 8080, configKey: "webPort" } },
      { name: "metrics", number: 9100, published: undefined },
    ],
  });
  const onLoopback = await record(service);
  expect(onLoopback.named("tiny", ":Container").inputs.ports).toEqual([
    { internal: 80, external: 8080, ip: "127.0.0.1" },
  ]);
  const metrics = "http://tiny:9100";
  expect(onLoopback.outputs.urls).toEqual({ web: "http://127.0.0.1:8080", metrics });
  const elsewhere = await record(service, { address: "192.0.2.7" });
  expect(elsewhere.named("tiny", ":Container").inputs.ports).toEqual([
    { internal: 80, external: 8080, ip: "192.0.2.7" },
  ]);
  expect(elsewhere.outputs.urls).toEqual({ web: "http://192.0.2.7:8080", metrics });
});

test("each network and volume is its own, the name of the service is its alias", async () => {
  const graph = await record(
    tiny({ networks: ["backend", "mcp"], volumes: [{ name: "tiny-data", path: "/data" }] }),
    { externalNetwork: { name: "theirs", services: ["tiny"] } },
  );
  const { inputs } = graph.named("tiny", ":Container");
  expect(inputs.networksAdvanced).toEqual([
    { name: "local-backend", aliases: ["tiny"] },
    { name: "local-mcp", aliases: ["tiny"] },
    { name: "theirs" },
  ]);
  expect(inputs.volumes).toEqual([{ volumeName: "local-tiny-data", containerPath: "/data" }]);
});

test("a service of no network has none, not even the engine's own", async () => {
  const { inputs } = (await record(tiny({ networks: [] }))).named("tiny", ":Container");
  expect(inputs.networkMode).toBe("none");
  expect(inputs).not.toHaveProperty("networksAdvanced");
});

test("an older engine is told no start interval, which it would refuse", async () => {
  const graph = await record(tiny(), { apiVersion: "1.41" });
  const { startInterval: _, ...healthcheck } = least.healthcheck;
  expect(graph.named("tiny", ":Container").inputs).toEqual({ ...least, healthcheck });
});

test("numbers are spelled as the provider reads them back", async () => {
  const graph = await record(
    tiny({
      limits: { memoryMb: 64, cpus: 1, scratch: ["/spool"] },
      health: { http: undefined, command: ["true"], startSeconds: 90 },
      stopGraceSeconds: 5,
    }),
  );
  expect(graph.named("tiny", ":Container").inputs).toMatchObject({
    cpus: "1.0",
    tmpfs: { "/tmp": "", "/spool": "" },
    healthcheck: { startPeriod: "1m30s" },
    waitTimeout: 130,
    stopTimeout: 5,
    destroyGraceSeconds: 5,
  });
});

test("with no arguments of its own a container keeps those of its image", async () => {
  const graph = await record(tiny({ command: ["tiny"] }));
  expect(graph.named("tiny", ":Container").inputs).not.toHaveProperty("command");
});

test("environment is plain, and only what is secret is secret", async () => {
  const graph = await record(
    tiny({ environment: { LEVEL: "info" }, secrets: [{ secret: "key", environment: "KEY" }] }),
  );
  const container = graph.named("tiny", ":Container");
  expect(container.inputs.envs).toEqual(["LEVEL=info", "KEY=k3y"]);
  expect(container.secretInputs).toEqual(["envs[1]"]);
});

test("an image that the engine has is taken as it is, and the dependencies are waited for", async () => {
  const graph = await recordDocker(() => {
    const [first, second] = [tiny({ name: "first" }), tiny({ name: "second" })];
    const host = new DockerHost("host", {
      stackName: "local",
      apiVersion: "1.47",
      services: [first, second],
    });
    const dependency = new ServiceContainer("first", { host, service: first });
    const localImage = pulumi.output("sha256:1234");
    const args = { host, service: second, localImage, dependencies: [dependency] };
    new ServiceContainer("second", args);
    return undefined;
  });
  expect(graph.resources.map(({ name }) => name)).not.toContain("second-image");
  const container = graph.named("second", ":Container");
  expect(container.inputs.image).toBe("sha256:1234");
  expect(graph.dependenciesOf(container)).toEqual(["first", "host-monitoring"]);
});

test("secrets without a value, or given twice, are refused", async () => {
  const unknown = tiny({ secrets: [{ secret: "other", environment: "OTHER" }] });
  await expect(record(unknown)).rejects.toThrow(
    'tiny: needs the secret "other", which has no value',
  );
  const twice = tiny({
    environment: { KEY: "plain" },
    secrets: [{ secret: "key", environment: "KEY" }],
  });
  await expect(record(twice)).rejects.toThrow(
    "tiny: has KEY as plain environment and as a secret; keep one",
  );
});

function hostFor(service: Service, overrides: Partial<DockerHostArgs> = {}): DockerHost {
  const args = { stackName: "local", apiVersion: "1.47", services: [service], ...overrides };
  return new DockerHost("host", args);
}
