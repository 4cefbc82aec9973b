import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { chatApp } from "../../app/service.ts";
import { AppImage } from "../../components/docker/app-image.ts";
import { chatAppService } from "../../services/chat-app.ts";
import { appVersion } from "../../stacks/app-version.ts";
import { images } from "../../versions.ts";
import { openStandIns } from "../support/providers/attach.ts";
import { buildContext } from "../support/providers/docker/build-context.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Daemon, dockerDaemon } from "./daemon/daemon.ts";
import { containerLog, docker } from "./daemon/docker.ts";
import { loadImages } from "./images/load.ts";

const PREPARE_LIMIT_MS = 10 * 60_000;
/** The first build fetches a hundred packages. */
const BUILD_LIMIT_MS = 5 * 60_000;
const READY_LIMIT_MS = 30_000;
/** What the application adds to its base: 57 MB today; the infrastructure's packages would be 116 more. */
const OWN_LIMIT_MB = 75;

/** Root can be anybody, everybody else only themselves. */
const foreignUser = process.getuid?.() === 0 ? 1234 : (process.getuid?.() ?? 1234);

let daemon: Daemon | { missing: string };
const tags = new Set<string>();
const run = (...args: string[]) => docker(host(), args);

beforeAll(async () => {
  daemon = await dockerDaemon();
  if ("host" in daemon) await loadImages(daemon, ["node"]);
}, PREPARE_LIMIT_MS);
beforeEach((context) => {
  if ("missing" in daemon) context.skip(daemon.missing);
});
afterAll(async () => {
  if ("missing" in daemon) return;
  // By tag and not by force: the same image may be somebody's under another tag.
  if (tags.size > 0) await run("image", "rm", ...tags);
  await daemon.stop();
}, PREPARE_LIMIT_MS);

test(
  "the image is small, runs Node as an ordinary user and holds nothing but what runs",
  async () => {
    const folder = checkout();
    const { image } = await upIn(folder);

    const { Config, RootFS, Size } = JSON.parse(await run("inspect", "-f", "{{json .}}", image));
    expect(Config).toMatchObject({
      User: "1000:1000",
      WorkingDir: "/chats",
      Entrypoint: ["node"],
      Cmd: ["app/main.ts", "serve"],
      Env: expect.arrayContaining(["NODE_ENV=production", "CHATS_DATA_DIRECTORY=/data"]),
    });
    expect([Config.Healthcheck ?? null, Config.Volumes ?? null]).toEqual([null, null]);
    const base = Number(await run("inspect", "--format", "{{.Size}}", images.node));
    const ownMb = (Size - base) / 1e6;
    console.log(`${RootFS.Layers.length} layers, ${Size / 1e6} MB, ${ownMb} MB of them its own`);
    expect(ownMb).toBeLessThan(OWN_LIMIT_MB);

    const files = await filesIn(image);
    const packages = files.filter((file) => /(^|\/)node_modules\//.test(file));
    const own = files.filter((file) => !packages.includes(file));
    const context = buildContext(folder, join(folder, "app/Dockerfile")).map(({ path }) => path);
    expect(own).toEqual(context.filter((path) => path.startsWith("app/")).sort());
    expect(own.filter((file) => /\.test\.|\/test-|\/testing\.|contract|README/.test(file))).toEqual(
      [],
    );
    expect(packages).toContain("node_modules/fastify/package.json");
    expect(packages).toContain("node_modules/fastify/LICENSE");
    expect(packages.filter((file) => /@pulumi|vitest|\.[cm]?ts$/.test(file))).toEqual([]);
    expect(
      packages.filter((file) => /\.(node|so|dll|dylib)$/.test(file)).map((file) => basename(file)),
    ).toEqual([`linux-${process.arch}.node`, "vec0.so"]);
    expect(await shell(image, "find / -xdev -name _cacache -o -xdev -name '*.pem'")).toBe("");
    expect(await shell(image, "stat -c '%a %u:%g' /data; find /chats ! -user 0")).toBe(
      "700 1000:1000",
    );
    const history = await run("history", "--no-trunc", "--format", "{{.CreatedBy}}", image);
    expect(history).toContain("NODE_ENV=production");
    expect(history).not.toMatch(/CERTIFICATE|NPM_CONFIG|https?:/i);
  },
  BUILD_LIMIT_MS,
);

test(
  "a sealed container of a foreign user, without network, is ready, imports chats and ends in peace",
  async () => {
    const { image } = await upIn(checkout());
    const data = join(temporaryFolder(), "data");
    mkdirSync(data);
    chmodSync(data, 0o700);
    chownSync(data, foreignUser, foreignUser);
    const service = chatAppService({
      program: ["node", "app/main.ts"],
      image,
      dataDirectory: "/data",
      host: "0.0.0.0",
      ports: chatApp.ports,
      hasOwnNetwork: true,
      logLevel: "info",
      version: "1",
    });
    const seal = ["--read-only", "--tmpfs=/tmp", "--network=none", "--cap-drop=ALL"];
    const limits = ["--security-opt=no-new-privileges", "--memory=512m", "--pids-limit=200"];
    const identity = [`--user=${foreignUser}:${foreignUser}`, `--volume=${data}:/data`];
    const environment = Object.entries(service.environment).map(
      (pair) => `--env=${pair.join("=")}`,
    );
    const [, ...given] = service.command;
    const options = [...seal, ...limits, ...identity, ...environment];
    const container = await run("run", "--detach", ...options, image, ...given);
    onTestFinished(async () => void (await run("rm", "--force", container)));

    const startedAt = performance.now();
    const inside = (command: string[]) => run("exec", container, ...command);
    await expect
      .poll(() => inside(service.health.command), { timeout: READY_LIMIT_MS })
      .toBe("")
      .catch(async (error) => {
        throw new Error(`${error}\n${await containerLog(host(), container)}`);
      });
    console.log(`ready after ${Math.round(performance.now() - startedAt)} ms`);

    const imported = await inside(["node", "app/main.ts", "import", "--samples", "--json"]);
    const { report } = JSON.parse(imported);
    expect(report.sessionsAdded).toBeGreaterThan(10);
    expect(report.filesFailed).toBe(0);
    expect(await inside(["node", "app/main.ts", "search", "retry", "--json"])).toContain("snippet");
    expect(await inside(["sh", "-c", "cd /data && stat -c '%n %a %u' chats.db"])).toBe(
      `chats.db 600 ${foreignUser}`,
    );
    expect(await inside(["sh", "-c", "touch /chats/app/mark 2>&1; true"])).toContain(
      "Read-only file system",
    );
    await run("stop", "--time", String(service.stopGraceSeconds), container);
    expect(await run("inspect", "--format", "{{.State.ExitCode}}", container)).toBe("0");
  },
  BUILD_LIMIT_MS,
);

test(
  "what is unchanged is not built again, and changed code is one new layer",
  async () => {
    const folder = checkout();
    const first = await upIn(folder);
    expect((await first.again()).summary.resourceChanges).toEqual({ same: 3 });

    appendFileSync(join(folder, "README.md"), "\nnot part of the image\n");
    appendFileSync(join(folder, "app/settings.test.ts"), "\n");
    expect((await first.again()).summary.resourceChanges).toEqual({ same: 3 });

    appendFileSync(join(folder, "app/settings.ts"), "\nexport const changed = true;\n");
    const startedAt = performance.now();
    const second = await first.again();
    console.log(`built again in ${Math.round(performance.now() - startedAt)} ms`);
    expect(second.summary.resourceChanges).toEqual({ update: 1, same: 2 });
    expect(second.image).not.toBe(first.image);
    const [before, after] = [await layersOf(first.image), await layersOf(second.image)];
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)).not.toBe(before.at(-1));
  },
  BUILD_LIMIT_MS,
);

function host(): string {
  if ("missing" in daemon) throw new Error(daemon.missing);
  return daemon.host;
}

/** A copy of what the image is made from, and more, readable to its owner alone. */
function checkout(): string {
  const folder = temporaryFolder();
  for (const file of ["package.json", "package-lock.json", "README.md"])
    cpSync(file, join(folder, file));
  cpSync("app", join(folder, "app"), {
    recursive: true,
    filter: (source) => basename(source) !== "node_modules",
  });
  chmodSync(join(folder, "app/main.ts"), 0o600);
  chmodSync(join(folder, "app/http"), 0o700);
  return folder;
}

/** Builds the image of a checkout as a stack does, and once more with `again`. */
async function upIn(contextFolder: string) {
  const { stack, use } = await openStandIns({ environment: { DOCKER_HOST: host() } });
  const dockerfile = join(contextFolder, "app/Dockerfile");
  const args = { contextFolder, dockerfile, nodeImage: images.node, ...npmSource() };
  use(() => {
    const version = versionOf(contextFolder);
    return { image: new AppImage("app", { version, ...args }).imageId };
  });
  const again = async () => {
    const { outputs, summary } = await stack.up({ refresh: true });
    tags.add(`copilot-chat-app:${versionOf(contextFolder)}`);
    return { image: String(outputs.image?.value), summary, again };
  };
  return again();
}

function versionOf(folder: string): string {
  return `test-${process.pid}-${appVersion(folder)}`;
}

/** Where npm on this machine takes packages from, and whom it trusts to be there. */
function npmSource() {
  const listing = execFileSync("npm", ["config", "list", "--json"], { encoding: "utf8" });
  const { registry, ca, cafile } = JSON.parse(listing) as NpmConfig;
  const files = [cafile, process.env.NODE_EXTRA_CA_CERTS].filter((file) => file != null);
  const certificates = [ca ?? [], files.map((file) => readFileSync(file, "utf8"))].flat();
  return { npmRegistry: registry, extraCertificates: certificates.join("\n") };
}

interface NpmConfig {
  registry: string;
  ca?: string | string[] | null;
  cafile?: string | null;
}

/** Paths of all files below the image's working folder. */
async function filesIn(image: string): Promise<string[]> {
  return (await shell(image, "find . -type f -o -type l | cut -c3-")).split("\n").sort();
}

/** What a shell prints that sees the image as root. */
function shell(image: string, script: string): Promise<string> {
  const options = ["--rm", "--network=none", "--user=0:0", "--entrypoint=sh"];
  return run("run", ...options, image, "-c", script);
}

async function layersOf(image: string): Promise<string[]> {
  return JSON.parse(await run("inspect", "--format", "{{json .RootFS.Layers}}", image));
}
