import { expect, test } from "vitest";
import { DockerHost, type DockerHostArgs } from "../../../../components/docker/host.ts";
import type { Network } from "../../../../services/types.ts";
import { watchedOptions } from "../../../support/watched-options.ts";
import { recordDocker, tiny } from "./recording.ts";

const labels = [{ label: "copilot.stack", value: "local" }];

const args: DockerHostArgs = {
  stackName: "local",
  apiVersion: "1.47",
  services: [
    tiny({ name: "one", networks: ["backend", "monitoring"] }),
    tiny({ name: "two", networks: ["monitoring"], volumes: [{ name: "two-data", path: "/data" }] }),
  ],
};

const record = (overrides: Partial<DockerHostArgs> = {}) =>
  recordDocker(() => {
    const host = new DockerHost("host", { ...args, ...overrides });
    return { backend: host.networkName("backend"), data: host.volumeName("two-data") };
  });

test("each network that is in use is made once, and no other", async () => {
  const graph = await record();
  const networks = graph.resources.filter(({ type }) => type.endsWith(":Network"));
  expect(networks.map(({ name }) => name)).toEqual(["host-backend", "host-monitoring"]);
  expect(graph.named("host-backend").inputs).toEqual({
    name: "local-backend",
    driver: "bridge",
    options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    labels,
  });
  expect(graph.named("host-backend").parent).toBe(graph.named("host").urn);
  expect(graph.outputs).toEqual({ backend: "local-backend", data: "local-two-data" });
});

test("one network alone leads out of the machine", async () => {
  const services = [tiny({ name: "one", networks: ["monitoring", "egress"] })];
  const made = await recordDocker(() => {
    new DockerHost("host", { ...args, services });
    return undefined;
  });
  expect(made.named("host-egress").inputs).toEqual({
    name: "local-egress",
    driver: "bridge",
    labels,
  });
  expect(made.named("host-monitoring").inputs).toHaveProperty("options");
});

test("volumes have the stack's label and outlive it", async () => {
  const { seen, opts } = watchedOptions();
  const graph = await recordDocker(() => {
    new DockerHost("host", args, opts);
    return undefined;
  });
  const volume = graph.named("host-two-data", ":Volume");
  expect(volume.inputs).toEqual({ name: "local-two-data", labels });
  expect(seen["host-two-data"]).toMatchObject({ retainOnDelete: true });
  expect(seen["host-backend"]).not.toHaveProperty("retainOnDelete");
});

test.each([
  ["1.47", true],
  ["1.44", true],
  ["1.43", false],
  ["1.9", false],
  ["2.0", true],
])("an engine with API %s knows a start interval: %s", async (apiVersion, knows) => {
  let host: DockerHost | undefined;
  await recordDocker(() => {
    host = new DockerHost("host", { ...args, apiVersion });
    return undefined;
  });
  expect(host?.knowsStartInterval).toBe(knows);
});

test.each([
  ["mirror.example.com/", "mirror.example.com/ghcr.io/google/cadvisor:v1"],
  ["mirror.example.com/proxy", "mirror.example.com/proxy/ghcr.io/google/cadvisor:v1"],
  [undefined, "ghcr.io/google/cadvisor:v1"],
])("through the registry %s an image is named %s", async (registryMirror, expected) => {
  const graph = await recordDocker(() => {
    const host = new DockerHost("host", { ...args, ...(registryMirror && { registryMirror }) });
    return { image: host.imageName("ghcr.io/google/cadvisor:v1") };
  });
  expect(graph.outputs.image).toBe(expected);
});

test("what cannot be is refused with what was wrong", async () => {
  const shared = [{ name: "shared", path: "/data" }];
  const twice = [tiny({ name: "one", volumes: shared }), tiny({ name: "two", volumes: shared })];
  await expect(record({ services: twice })).rejects.toThrow(
    "shared: is a volume of two services; give each a name of its own",
  );
  await expect(
    record({ externalNetwork: { name: "theirs", services: ["three"] } }),
  ).rejects.toThrow('externalNetwork.services: "three" does not run here; use one, two');
  await expect(record({ apiVersion: "v28.2.2" })).rejects.toThrow(
    'apiVersion: must be two numbers such as 1.47, got "v28.2.2"',
  );
  const missing = (network: Network) =>
    recordDocker(() => ({ name: new DockerHost("host", args).networkName(network) }));
  await expect(missing("mcp")).rejects.toThrow("mcp: is no network of this host's services");
});
