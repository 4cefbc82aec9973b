import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { docker as ask } from "../../scripts/docker/client.ts";
import { containerStates } from "../../scripts/docker/containers.ts";
import { missingImages, pullImages, unavailableImages } from "../../scripts/docker/images.ts";
import { portProblems } from "../../scripts/docker/ports.ts";
import { removeVolumes } from "../../scripts/docker/volumes.ts";
import { type DockerEngine, dockerEngine } from "../../stacks/docker-engine.ts";
import { images } from "../../versions.ts";
import { freePorts } from "../support/free-ports.ts";
import { type Daemon, dockerDaemon } from "./daemon/daemon.ts";
import { docker } from "./daemon/docker.ts";
import { loadImages } from "./images/load.ts";
import { registryWithImage } from "./scripts/registry.ts";

/** What `npm start`, `npm run status` and `npm stop` ask a Docker Engine, asked of a real one. */

const PREPARE_LIMIT_MS = 10 * 60_000;
const TEST_LIMIT_MS = 120_000;

const stackName = `copilot-test-${process.pid}`;
const stack = `copilot.stack=${stackName}`;

let daemon: Daemon | { missing: string };
let engine: DockerEngine;

const run = (...args: string[]) => docker(engine.host, args);
const start = (name: string, ...options: string[]) =>
  run("run", "--detach", "--name", `${stackName}-${name}`, "--label", stack, ...options);
const nobody = "127.0.0.1:1/nobody/nothing:1";

beforeAll(async () => {
  daemon = await dockerDaemon();
  if ("missing" in daemon) return;
  await loadImages(daemon, ["redis"]);
  vi.stubEnv("DOCKER_HOST", daemon.host);
  const found = await dockerEngine();
  if ("missing" in found) throw new Error(found.missing);
  engine = found;
}, PREPARE_LIMIT_MS);
beforeEach((context) => {
  if ("missing" in daemon) context.skip(daemon.missing);
});
afterAll(async () => {
  if ("missing" in daemon) return;
  const containers = await run("ps", "--all", "--quiet", "--filter", `name=${stackName}-`);
  if (containers !== "") await run("rm", "--force", "--volumes", ...containers.split("\n"));
  await removeVolumes(engine, stackName);
  vi.unstubAllEnvs();
  await daemon.stop();
}, TEST_LIMIT_MS);

it("an engine that is not there is told by what to do", async () => {
  await expect(ask("unix:///nowhere/docker.sock", ["ps"])).rejects.toThrow(
    new Error("docker ps: Docker does not run; start it"),
  );
});

it("an image is found under each of its names, and one that is not there is missing", async () => {
  const names = [images.redis, `docker.io/library/${images.redis}`, nobody, "redis:no-such-tag"];
  expect(await missingImages(engine, names)).toEqual([nobody, "redis:no-such-tag"]);
});

it(
  "images are asked for and pulled, and those that cannot be had are named",
  async (context) => {
    if (!engine.isOnThisKernel) context.skip("needs an engine that reaches this machine's ports");
    const { name, pinnedName } = await registryWithImage();
    const unknown = `${name}-not`;
    expect(await missingImages(engine, [name, pinnedName])).toEqual([name, pinnedName]);
    const unavailable = await unavailableImages(engine, [name, unknown, nobody], 20);
    expect(unavailable.map((image) => image.name)).toEqual([unknown, nobody]);
    expect(unavailable.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("no such manifest"),
      expect.stringContaining("connection refused"),
    ]);

    onTestFinished(async () => {
      await run("image", "rm", name);
    });
    const pulled = pullImages(engine, [unknown, name, nobody, pinnedName], () => {});
    const [first, second, ...rest] = (await pulled.catch((error) => error.message)).split("\n");
    expect(first).toMatch(`${nobody}: cannot be pulled, Get "http://127.0.0.1:1/v2/": `);
    expect(second).toMatch(`${unknown}: cannot be pulled, manifest for ${unknown} not found: `);
    expect(rest).toEqual([]);
    expect(await missingImages(engine, [name, unknown, pinnedName])).toEqual([unknown]);
  },
  TEST_LIMIT_MS,
);

it("a port is a problem where another has it, and none where the stack's own container has", async (context) => {
  if (!engine.isOnThisKernel) context.skip("needs an engine that publishes on this machine");
  const { own, other, reserved, free } = await freePorts("own", "other", "reserved", "free");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await start("own", "--publish", `127.0.0.1:${own}:6379`, images.redis);
  await start("other", "--label", "copilot.stack=x", "--publish", `${other}:6379`, images.redis);
  const create = ["create", "--name", `${stackName}-reserved`];
  await run(...create, "--publish", `127.0.0.1:${reserved}:6379`, images.redis);
  const numbers = { own, other, reserved, free, process: port };
  const services = Object.entries(numbers).map(([name, number]) => ({
    ports: [{ name, number: 6379, published: { number, configKey: `${name}Port` } }],
  }));
  expect(await portProblems(services, engine, stackName)).toEqual([
    `otherPort: port ${other} is in use by container ${stackName}-other; stop it or choose another with "npm run pulumi -- config set otherPort <number>"`,
    expect.stringMatching(
      RegExp(`^processPort: port ${port} is in use by .+ \\(pid ${process.pid}\\); stop it or `),
    ),
  ]);
});

it(
  "the states of the services are read, and of nothing else",
  async () => {
    const service = (name: string) => ["--label", `copilot.service=${name}`];
    const check = (command: string, ...options: string[]) => [
      ...["--health-cmd", command, "--health-interval", "1s", ...options],
    ];
    const sleep = [images.redis, "sleep", "600"];
    await start("well", ...service("well"), ...check("true"), ...sleep);
    await start("sick", ...service("sick"), ...check("false", "--health-retries", "1"), ...sleep);
    await start("new", ...service("new"), "--health-cmd", "true", ...sleep);
    await start("plain", ...service("plain"), ...sleep);
    await start("ended", ...service("ended"), images.redis, "sh", "-c", "exit 3");
    await run(
      ...["create", "--name", `${stackName}-made`, "--label", stack],
      ...service("made"),
      ...sleep,
    );
    await start("files", ...sleep);
    const states = async () => Object.fromEntries(await containerStates(engine, stackName));
    const since = expect.stringMatching(/^(\d+|Less than a) seconds?$/);
    await expect.poll(states, { timeout: 20_000 }).toEqual({
      well: { state: "running", health: "healthy", since },
      sick: { state: "running", health: "unhealthy", since },
      new: { state: "running", health: "starting", since },
      plain: { state: "running", health: "none", since },
      ended: { state: "exited", health: "none", since },
      made: { state: "created", health: "none", since: "" },
    });
  },
  TEST_LIMIT_MS,
);

it("the volumes of the stack are removed, but for one that is in use, and no others", async () => {
  const volume = (name: string, label: string) =>
    run("volume", "create", "--label", label, `${stackName}-${name}`);
  await volume("free", stack);
  await volume("used", stack);
  await volume("foreign", `${stack}-b`);
  onTestFinished(async () => {
    await run("volume", "rm", `${stackName}-foreign`);
  });
  const user = `${stackName}-user`;
  await run("create", "--name", user, "--volume", `${stackName}-used:/data`, images.redis);
  expect(await removeVolumes(engine, stackName)).toEqual({
    removed: [`${stackName}-free`],
    problems: [
      `${stackName}-used: is still in use by container ${user}; remove it with "docker rm --force ${user}"`,
    ],
  });
  await run("rm", "--force", user);
  expect(await removeVolumes(engine, stackName)).toEqual({
    removed: [`${stackName}-used`],
    problems: [],
  });
  expect(await run("volume", "ls", "--quiet", "--filter", `name=${stackName}-`)).toBe(
    `${stackName}-foreign`,
  );
});
