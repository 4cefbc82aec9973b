import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Container } from "@pulumi/docker/container.js";
import { Network } from "@pulumi/docker/network.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import type { Inputs } from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/pulumi";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DockerHost } from "../../components/docker/host.ts";
import { serviceContainers } from "../../components/docker/services.ts";
import { service } from "../../services/service.ts";
import { images } from "../../versions.ts";
import { freePorts } from "../support/free-ports.ts";
import { openStandIns } from "../support/providers/attach.ts";
import { type Daemon, dockerDaemon } from "./daemon/daemon.ts";
import { docker } from "./daemon/docker.ts";
import { loadImages } from "./images/load.ts";

const PREPARE_LIMIT_MS = 10 * 60_000;
/** An engine that knows no start interval asks for the first time after 30 s; twice in a row here. */
const SERVICES_LIMIT_MS = 10 * 60_000;
const RESOURCES_LIMIT_MS = 3 * 60_000;

const stackName = `copilot-test-${process.pid}`;
const label = `label=copilot.stack=${stackName}`;
const labels = [{ label: "copilot.stack", value: stackName }];

let daemon: Daemon | { missing: string };
const run = (...args: string[]) => docker(host(), args);

beforeAll(async () => {
  daemon = await dockerDaemon();
  if ("host" in daemon) await loadImages(daemon, ["redis"]);
}, PREPARE_LIMIT_MS);
beforeEach((context) => {
  if ("missing" in daemon) context.skip(daemon.missing);
});
afterAll(async () => {
  if ("missing" in daemon) return;
  await removeAll("container", "ls", "--all");
  await removeAll("network", "ls");
  await removeAll("volume", "ls");
  await daemon.stop();
}, PREPARE_LIMIT_MS);

describe("the services of a stack", () => {
  test(
    "come up healthy, stay, change one by one, and leave nothing but their volumes",
    async () => {
      const { stack, use } = await open();
      const { redis } = await freePorts("redis");
      const platform = await twoServices(redis);
      use(() => platform("maxclients 100"));
      await stack.preview();
      const first = await stack.up();
      expect(first.outputs.url?.value).toBe(`http://127.0.0.1:${redis}`);
      expect(await ping(redis)).toContain("+PONG");
      expect(await healthOf("store")).toBe("healthy");
      expect(await healthOf("reader")).toBe("healthy");

      const inside = [
        "cat /etc/store/store.conf | tail -1",
        "stat -c '%a %u:%g' /etc/store/store.conf /run/secrets/password",
        "cat /run/secrets/password",
        "grep -E 'CapEff|NoNewPrivs|Uid' /proc/self/status | tr -s '\\t ' ' '",
        "touch /data/mark && touch /tmp/mark && touch /spool/mark && echo writable",
        "for path in /mark /etc/store/mark /run/secrets/mark; do touch $path 2>&1; done; true",
      ];
      expect(await run("exec", `${stackName}-store`, "sh", "-c", inside.join("; "))).toBe(
        [
          "maxclients 100",
          "444 0:0",
          "400 999:1000",
          "s3cret",
          "Uid: 999 999 999 999",
          "CapEff: 0000000000000000",
          "NoNewPrivs: 1",
          "writable",
          ...["/mark", "/etc/store/mark", "/run/secrets/mark"].map(
            (path) => `touch: ${path}: Read-only file system`,
          ),
        ].join("\n"),
      );

      expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 14 });

      const reader = await idOf("reader");
      use(() => platform("maxclients 101"));
      expect((await stack.up()).summary.resourceChanges).toEqual({ replace: 2, same: 12 });
      expect(await run("exec", `${stackName}-store`, "tail", "-1", "/etc/store/store.conf")).toBe(
        "maxclients 101",
      );
      expect(await idOf("reader")).toBe(reader);
      expect(await run("exec", `${stackName}-store`, "ls", "/data")).toContain("mark");

      await stack.destroy();
      expect(await run("ps", "--all", "--quiet", "--filter", label)).toBe("");
      expect(await run("network", "ls", "--quiet", "--filter", label)).toBe("");
      expect(await run("volume", "ls", "--quiet", "--filter", label)).toBe(`${stackName}-store`);

      await stack.up();
      expect(await run("exec", `${stackName}-store`, "ls", "/data")).toContain("mark");
      await stack.destroy();
    },
    SERVICES_LIMIT_MS,
  );
});

describe("single resources", () => {
  test(
    "a container that died is started, one that was removed is made again",
    async () => {
      const { stack, use } = await open();
      use(() => ({ id: container("repaired").id }));
      const { outputs } = await stack.up();
      await run("stop", "--time", "0", `${stackName}-repaired`);
      expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({
        update: 1,
        same: 1,
      });
      expect(await run("inspect", "-f", "{{.State.Running}}", `${stackName}-repaired`)).toBe(
        "true",
      );
      expect(await idOf("repaired")).toBe(outputs.id?.value);

      await run("rm", "--force", `${stackName}-repaired`);
      expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({
        create: 1,
        same: 1,
      });
      expect(await idOf("repaired")).not.toBe(outputs.id?.value);
      await stack.destroy();
      expect(await run("ps", "--all", "--quiet", "--filter", label)).toBe("");
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "limits change in place and are put back, everything else makes a new container",
    async () => {
      const { stack, use } = await open();
      const limited = (memory: number, user = "0:0") => {
        use(() => ({ id: container("limited", { memory, memorySwap: memory, user }).id }));
        return stack.up({ refresh: true });
      };
      const memory = () => run("inspect", "-f", "{{.HostConfig.Memory}}", `${stackName}-limited`);
      const { id } = (await limited(32)).outputs;
      const changed = await limited(48);
      expect(changed.summary.resourceChanges).toEqual({ update: 1, same: 1 });
      expect(changed.outputs.id).toEqual(id);
      expect(await memory()).toBe(String(48 * 1024 ** 2));
      await run("update", "--memory", "64m", "--memory-swap", "64m", `${stackName}-limited`);
      expect((await limited(48)).summary.resourceChanges).toEqual({ update: 1, same: 1 });
      expect(await memory()).toBe(String(48 * 1024 ** 2));
      expect((await limited(48, "1:1")).summary.resourceChanges).toEqual({ replace: 1, same: 1 });
      await stack.destroy();
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "what the SDK does not have, or not of that type, is refused in the preview",
    async () => {
      const { stack, use, failureOf } = await open();
      const refusalOf = (inputs: Inputs) => {
        use(() => ({ id: new Untyped("docker:index/container:Container", "wrong", inputs).id }));
        return failureOf(stack.preview());
      };
      const right = { name: "wrong", image: images.redis };
      expect(await refusalOf({ ...right, memory: "64m" })).toContain(
        'memory: must be a number, got "64m"',
      );
      expect(await refusalOf({ ...right, ports: [{ internal: 1, host: 2 }] })).toContain(
        "ports[0].host: is not an input of ContainerPort",
      );
      expect(await refusalOf({ ...right, uploads: [{ file: "/a/b", content: "" }] })).toContain(
        "uploads[0].content",
      );
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "an image that cannot be pulled is named",
    async () => {
      const { stack, use, failureOf } = await open();
      const name = "127.0.0.1:1/nobody/nothing:1";
      use(() => ({ id: new RemoteImage("image", { name }).id }));
      expect(await failureOf(stack.up())).toContain(`unable to pull image ${name}`);
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "a taken port is named, and the container starts once it is free",
    async () => {
      const { stack, use, failureOf } = await open();
      const { web } = await freePorts("web");
      const ports = [{ internal: 6379, external: web, ip: "127.0.0.1" }];
      const publish = [`127.0.0.1:${web}:6379`, "--label", `copilot.stack=${stackName}`];
      await run(
        "run",
        "--detach",
        "--name",
        `${stackName}-first`,
        "--publish",
        ...publish,
        images.redis,
      );
      use(() => ({ id: container("second", { ports }).id }));
      expect(await failureOf(stack.up())).toMatch(
        RegExp(`Unable to start container: .*127\\.0\\.0\\.1:${web}`),
      );
      await run("rm", "--force", "--volumes", `${stackName}-first`);
      await stack.up({ refresh: true });
      expect(await ping(web)).toContain("+PONG");
      await stack.destroy();
      expect(await run("ps", "--all", "--quiet", "--filter", label)).toBe("");
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "a container that does not get healthy fails the operation and can be destroyed",
    async () => {
      const { stack, use, failureOf } = await open();
      const healthcheck = { tests: ["CMD", "false"], interval: "1s", retries: 1 };
      use(() => ({ id: container("sick", { healthcheck, wait: true, waitTimeout: 4 }).id }));
      expect(await failureOf(stack.up())).toContain("container failed to be in healthy state");
      expect(await idOf("sick")).not.toBe("");
      await stack.destroy();
      expect(await run("ps", "--all", "--quiet", "--filter", label)).toBe("");
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "an upload into a read-only container is refused, as by the real engine",
    async () => {
      const { stack, use, failureOf } = await open();
      const uploads = [{ file: "/etc/app/app.conf", content: "a" }];
      use(() => ({ id: container("sealed", { uploads, readOnly: true }).id }));
      expect(await failureOf(stack.up())).toContain("container rootfs is marked read-only");
      await stack.destroy();
    },
    RESOURCES_LIMIT_MS,
  );

  test(
    "a replaced network takes its containers with it, in order",
    async () => {
      const { stack, use } = await open();
      const joined = (internal: boolean) => () => {
        const name = `${stackName}-net`;
        const network = new Network("net", { name, internal, labels }).name;
        return { id: container("member", { networksAdvanced: [{ name: network }] }).id };
      };
      use(joined(false));
      await stack.up();
      use(joined(true));
      expect((await stack.up()).summary.resourceChanges).toEqual({ replace: 2, same: 1 });
      await stack.destroy();
      expect(await run("network", "ls", "--quiet", "--filter", label)).toBe("");
    },
    RESOURCES_LIMIT_MS,
  );
});

/** A resource as no compiler has seen it. */
class Untyped extends CustomResource {}

function host(): string {
  if ("missing" in daemon) throw new Error(daemon.missing);
  return daemon.host;
}

function open() {
  return openStandIns({ environment: { DOCKER_HOST: host() } });
}

/** A server with files, a secret, a volume and a port, and one that depends on it and reaches it. */
async function twoServices(port: number) {
  const apiVersion = await run("version", "--format", "{{.Server.APIVersion}}");
  const common = { purpose: "test", image: images.redis, user: "999:1000", stopGraceSeconds: 2 };
  return (setting: string) => {
    const store = service({
      ...common,
      name: "store",
      command: ["docker-entrypoint.sh", "redis-server", "/etc/store/store.conf"],
      files: [
        { path: "/etc/store/store.conf", content: `protected-mode no\ndir /data\n${setting}\n` },
      ],
      secrets: [{ secret: "password", file: "/run/secrets/password" }],
      volumes: [{ name: "store", path: "/data" }],
      ports: [{ name: "redis", number: 6379, published: { number: port, configKey: "redisPort" } }],
      limits: { memoryMb: 64, cpus: 1, scratch: ["/spool"] },
      health: { http: undefined, command: ["redis-cli", "ping"], startSeconds: 90 },
    });
    const reader = service({
      ...common,
      name: "reader",
      command: ["docker-entrypoint.sh", "sh", "-c", patience],
      dependsOn: ["store"],
      limits: { memoryMb: 32, cpus: 0.5 },
      health: { http: undefined, command: ["redis-cli", "-h", "store", "ping"], startSeconds: 30 },
    });
    const services = [reader, store];
    const dockerHost = new DockerHost("host", { stackName, services, apiVersion });
    const secretValues = { password: "s3cret" };
    const containerOf = serviceContainers({ host: dockerHost, services, secretValues });
    return { url: containerOf(store).urls.redis };
  };
}

/** Runs until it is asked to end. */
const patience = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

function container(name: string, inputs: Inputs = {}) {
  const fixed = { name: `${stackName}-${name}`, image: images.redis, labels };
  return new Container(name, { ...fixed, ...inputs });
}

async function ping(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("PING\r\nQUIT\r\n");
  return text(socket);
}

function healthOf(name: string): Promise<string> {
  return run("inspect", "--format", "{{.State.Health.Status}}", `${stackName}-${name}`);
}

function idOf(name: string): Promise<string> {
  return run("inspect", "--format", "{{.Id}}", `${stackName}-${name}`);
}

async function removeAll(kind: string, ...list: string[]) {
  const found = await run(kind, ...list, "--quiet", "--filter", label);
  if (found !== "") await run(kind, "rm", "--force", ...found.split("\n"));
}
