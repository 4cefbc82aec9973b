import { beforeAll, describe, expect, it } from "vitest";
import type { RecordedResource, ResourceGraph } from "../../../plan/graph.ts";
import { anyCheckout, recordPlatform } from "../../../plan/stacks.ts";
import { serviceNames } from "../../../services/sets.ts";
import type { Service } from "../../../services/types.ts";
import { containerServices } from "../../../stacks/container-services.ts";
import type { DockerEngine } from "../../../stacks/docker-engine.ts";
import { settingsOf } from "../../../stacks/settings.ts";

const everything = {
  services: "observability,search,platform,alloy",
  gatewayCertificate: "certificate",
  gatewayKey: "key",
  githubToken: "token",
};
const secretKeys = ["gatewayCertificate", "gatewayKey", "githubToken"];

let graph: ResourceGraph;
let services: Service[];
let containers: Map<string, RecordedResource>;

beforeAll(async () => {
  graph = await recordPlatform("local-docker", everything, secretKeys);
  services = await servicesOf(everything);
  containers = containersOf(graph);
});

async function servicesOf(
  config: Record<string, string>,
  facts: Partial<DockerEngine> = {},
): Promise<Service[]> {
  const stack = { project: "copilot", stack: "local-docker", config, secretKeys };
  const settings = settingsOf(stack, anyCheckout);
  if (settings.target !== "local") throw new Error("is no local stack");
  const engine = (await anyCheckout.docker()) as DockerEngine;
  return containerServices(settings, { ...engine, ...facts });
}

/** Containers of services by the names of those; what only carries files is none. */
function containersOf({ resources }: ResourceGraph): Map<string, RecordedResource> {
  const pairs = resources
    .filter(({ type }) => type === "docker:index/container:Container")
    .flatMap((resource) => {
      const labels = resource.inputs.labels as { label: string; value: string }[];
      const service = labels.find(({ label }) => label === "copilot.service")?.value;
      return service === undefined ? [] : [[service, resource] as const];
    });
  return new Map(pairs);
}

const each = (check: (container: Record<string, unknown>, service: Service) => void) => () => {
  for (const service of services) {
    const inputs = containers.get(service.name)?.inputs;
    if (inputs === undefined) throw new Error(`${service.name} has no container`);
    check(inputs, service);
  }
};

describe("every container of every service", () => {
  it("is there once, for the application and all services that can be chosen", () => {
    const names = ["chat-app", ...serviceNames].toSorted();
    expect([...containers.keys()].toSorted()).toEqual(names);
    expect(services.map(({ name }) => name).toSorted()).toEqual(names);
  });

  it(
    "runs as somebody who is not root, or its service says why",
    each(({ user }, { name, rights }) => {
      expect(user, name).toMatch(/^\d+:\d+$/);
      const isRoot = String(user).startsWith("0:");
      expect(rights.root !== undefined, `${name}: a reason, where it is root alone`).toBe(isRoot);
      if (isRoot) expect(rights.root?.length, name).toBeGreaterThan(20);
    }),
  );

  it(
    "has no capability but those that its service gives a reason for, and can get no more",
    each(({ capabilities, securityOpts, privileged }, { name, rights }) => {
      const reasons = rights.capabilities ?? [];
      expect(capabilities, name).toEqual({
        drops: ["ALL"],
        ...(reasons.length > 0 && { adds: reasons.map((each) => `CAP_${each.name}`) }),
      });
      for (const { reason } of reasons) expect(reason.length, name).toBeGreaterThan(20);
      expect(securityOpts, name).toEqual(["no-new-privileges:true"]);
      expect(privileged, name).toBeUndefined();
    }),
  );

  it(
    "writes nothing to its own file system",
    each(({ readOnly }, { name, rights }) => {
      expect(readOnly, name).toBe(rights.writableRoot === undefined);
    }),
  );

  it(
    "has limits of memory, swap and processor",
    each(({ memory, memorySwap, cpus }, { name }) => {
      expect(memory, name).toBeGreaterThan(0);
      expect(memorySwap, name).toBe(memory);
      expect(Number(cpus), name).toBeGreaterThan(0);
    }),
  );

  it(
    "is asked for its health every 30 s for at most 10 s, three times before it counts as ill, and more often while it starts",
    each(({ healthcheck }, { name }) => {
      expect(healthcheck, name).toMatchObject({
        interval: "30s",
        timeout: "10s",
        retries: 3,
        startInterval: "2s",
        tests: ["CMD", ...(services.find((each) => each.name === name)?.health.command ?? [])],
      });
      expect((healthcheck as { tests: string[] }).tests.length, name).toBeGreaterThan(1);
    }),
  );

  it(
    "starts again when it ends, and keeps at most 30 MB of logs",
    each(({ restart, logDriver, logOpts }, { name }) => {
      expect(restart, name).toBe("unless-stopped");
      expect(logDriver, name).toBe("json-file");
      expect(logOpts, name).toEqual({ "max-size": "10m", "max-file": "3" });
    }),
  );

  it(
    "is offered to this machine alone",
    each(({ ports, networkMode }, { name }) => {
      for (const { ip } of (ports as { ip: string }[] | undefined) ?? []) {
        expect(ip, name).toBe("127.0.0.1");
      }
      expect(networkMode, name).toBeUndefined();
    }),
  );

  it(
    "sees no path of the host but those that its service gives a reason for, and the folder of the chats",
    each(({ mounts, volumes }, { name, rights, volumes: own }) => {
      const bound = ((mounts as { source: string; readOnly: boolean }[] | undefined) ?? []).map(
        ({ source, readOnly }) => `${source} ${readOnly ? "read" : "write"}`,
      );
      const reasons = (rights.hostPaths ?? []).map(({ source }) => `${source} read`);
      const shared = own.flatMap(({ hostFolder }) => (hostFolder ? [`${hostFolder} write`] : []));
      expect(bound, name).toEqual([...reasons, ...shared]);
      for (const volume of (volumes as Record<string, unknown>[] | undefined) ?? []) {
        expect(volume, name).not.toHaveProperty("hostPath");
      }
    }),
  );

  it("waits for the health of those that it depends on, and for no other", () => {
    for (const { name, dependsOn } of services) {
      const { dependencies } = containers.get(name) ?? {};
      const waited = services.filter((other) =>
        dependencies?.includes(containers.get(other.name)?.urn ?? ""),
      );
      expect(waited.map((other) => other.name).toSorted(), name).toEqual(dependsOn.toSorted());
    }
  });
});

it("nobody but the proxy sees the Docker socket, and nobody but the application a folder to write", () => {
  const seeing = (text: string) =>
    [...containers].filter(([, { inputs }]) => JSON.stringify(inputs).includes(text));
  expect(seeing("docker.sock").map(([name]) => name)).toEqual(["docker-socket-proxy"]);
  const writing = [...containers].filter(([, { inputs }]) =>
    ((inputs.mounts as { readOnly: boolean }[] | undefined) ?? []).some(
      ({ readOnly }) => !readOnly,
    ),
  );
  expect(writing.map(([name]) => name)).toEqual(["chat-app"]);
});

describe("the certificate of the gateway", () => {
  const secretsOf = async (config: Record<string, string>, keys: string[] = []) => {
    const { resources } = await recordPlatform("local-docker", config, keys);
    const carrier = resources.find(({ name }) => name === "gateway-files");
    const uploads = (carrier?.inputs.uploads ?? []) as { file: string; content: string }[];
    const found = uploads.filter(({ file }) => file.startsWith("/run/secrets/"));
    const made = resources.filter(({ type }) => type.startsWith("tls:"));
    return { made: made.length, content: found.map(({ content }) => content) };
  };

  it("is made for this machine's names where nobody gave one", async () => {
    expect(await secretsOf({ services: "gateway" })).toEqual({
      made: 2,
      content: ["recorded-certificate", "recorded-key"],
    });
  });

  it("is the one that was given", async () => {
    expect(await secretsOf({ ...everything, services: "gateway" }, secretKeys)).toEqual({
      made: 0,
      content: ["certificate", "key"],
    });
  });
});

describe("the way out of the machine", () => {
  const outbound = async (config: Record<string, string>, keys: string[] = []) => {
    const made = await recordPlatform("local-docker", config, keys);
    return [...containersOf(made)].flatMap(([name, { inputs }]) =>
      JSON.stringify(inputs.networksAdvanced).includes("local-docker-egress") ? [name] : [],
    );
  };

  it("is there for nobody by default", async () => {
    expect(await outbound({})).toEqual([]);
  });

  it("is there for those who were told of somebody there", async () => {
    const config = { alertWebhookUrl: "https://alerts.example.com/", services: "observability" };
    expect(await outbound(config, ["alertWebhookUrl"])).toEqual(["alertmanager"]);
    expect(await outbound({ services: "github-mcp-server" })).toEqual(["github-mcp-server"]);
  });
});

it("the services that run by default may take 4 GiB of memory at most", async () => {
  const limits = (await servicesOf({})).map(({ limits: { memoryMb } }) => memoryMb);
  expect(limits.reduce((sum, limit) => sum + limit)).toBeLessThanOrEqual(4_096);
});

describe("the application", () => {
  const using = async (services: string) => {
    const [app] = await servicesOf({ services });
    const { outputs } = await recordPlatform("local-docker", { services }, []);
    return {
      files: app?.secrets.map((use) => "file" in use && use.file),
      redis: app?.environment.CHATS_REDIS_URL_FILE,
      vectors: app?.environment.CHATS_VECTORS,
      qdrant: [app?.environment.CHATS_QDRANT_URL, outputs.qdrantUrl, outputs.qdrantApiKey],
    };
  };
  const alone = { files: [], redis: undefined, vectors: "database" };
  const noQdrant = [undefined, null, null];

  it("uses the Redis and the Qdrant that are chosen, whose secrets it has as files", async () => {
    expect(await using("search")).toEqual({
      files: ["/run/secrets/redis-url", "/run/secrets/qdrant-api-key"],
      redis: "/run/secrets/redis-url",
      vectors: "qdrant",
      qdrant: ["http://qdrant:6333", "http://127.0.0.1:6337", "recorded-password"],
    });
    const address = { files: ["/run/secrets/redis-url"], redis: "/run/secrets/redis-url" };
    expect(await using("redis")).toEqual({ ...alone, ...address, qdrant: noQdrant });
  });

  it("does without those that are not", async () => {
    expect(await using("observability")).toEqual({ ...alone, qdrant: noQdrant });
  });

  it("reaches them, and they are where it looks for them", () => {
    const app = services.find(({ name }) => name === "chat-app");
    for (const [name, port] of [["redis", 6379] as const, ["qdrant", 6333] as const]) {
      const server = services.find((each) => each.name === name);
      expect(server?.networks.filter((network) => app?.networks.includes(network))).not.toEqual([]);
      expect(server?.ports.map(({ number }) => number)).toContain(port);
    }
  });
});

it("no secret stands anywhere in plain text", () => {
  const { outputs, secretOutputs, resources } = graph;
  const secrets = ["recorded-password", "certificate", "key", "token"];
  expect(secretOutputs).toEqual(["grafanaPassword", "qdrantApiKey"]);
  expect(outputs.grafanaPassword).toBe("recorded-password");
  for (const { name, type, inputs, secretInputs } of resources) {
    for (const [path, value] of textsOf(inputs, "")) {
      const told = secrets.filter(
        (secret) =>
          value === secret || value.includes(`=${secret}`) || value.includes(`:${secret}@`),
      );
      if (told.length > 0) expect(secretInputs, `${type} ${name} ${path}`).toContain(path);
    }
  }
});

function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, i) => textsOf(item, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    textsOf(item, path === "" ? key : `${path}.${key}`),
  );
}

describe("the folder of the chats", () => {
  async function application(config: Record<string, string>, engine: Partial<DockerEngine> = {}) {
    const [app] = await servicesOf(config, engine);
    if (!app) throw new Error("has no application");
    const { user, rights, volumes } = app;
    return { user, rootReason: rights.root, folders: volumes.map(({ hostFolder }) => hostFolder) };
  }

  it("is shared with the container, as whom it belongs to", async () => {
    expect(await application({ dataDirectory: "/srv/chats" })).toEqual({
      user: "1000:1000",
      rootReason: undefined,
      folders: ["/srv/chats"],
    });
  });

  it("is a volume where the engine has a kernel of its own", async () => {
    expect(await application({}, { isOnThisKernel: false })).toEqual({
      user: "1000:1000",
      rootReason: undefined,
      folders: [undefined],
    });
  });

  it("belongs to root inside of a rootless engine, which is the person outside", async () => {
    expect(await application({}, { isRootless: true })).toEqual({
      user: "0:0",
      rootReason: "in a rootless engine root is the person",
      folders: ["/project/.data"],
    });
  });
});
