import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import type { Wire } from "../wire.ts";
import { buildContext, contextDigest } from "./build-context.ts";
import type { Engine } from "./engine.ts";
import type { Kind } from "./kind.ts";
import { tarArchive } from "./tar.ts";

interface Build {
  context?: string;
  dockerfile?: string;
  args?: Record<string, string>;
  platform?: string;
  target?: string;
}

/** An image that is built in the engine, by the machine's Docker client; never pushed. */
export const image: Kind = {
  inputs: ["imageName", "build", "skipPush", "buildOnPreview"],
  updated: ["imageName", "build", "skipPush", "buildOnPreview"],

  failures({ skipPush, buildOnPreview }) {
    return [
      ...(skipPush === true
        ? []
        : [{ property: "skipPush", reason: "must be true, nothing is pushed here" }]),
      ...(buildOnPreview === true
        ? [{ property: "buildOnPreview", reason: "is not stood in for" }]
        : []),
    ];
  },

  async completed({ build = {} }) {
    const { context, dockerfile } = paths(build as Build);
    if (!existsSync(dockerfile)) {
      throw new Error(`could not open dockerfile at relative path "${dockerfile}"`);
    }
    const digest = contextDigest(buildContext(context, dockerfile));
    return { build: { ...(build as Build), context, dockerfile, contextDigest: digest } };
  },

  async create(engine, inputs) {
    return { id: String(inputs.imageName), outputs: await built(engine, inputs) };
  },

  update: (engine, _id, _state, inputs) => built(engine, inputs),

  /** The real provider leaves images. */
  async delete() {},
};

async function built(engine: Engine, { imageName, build }: Wire): Promise<Wire> {
  const { context, dockerfile } = paths(build as Build);
  const { args = {}, platform, target } = build as Build;
  const flags = [
    ...["--tag", String(imageName), "--file", relative(context, dockerfile)],
    ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(platform ? ["--platform", platform] : []),
    ...(target ? ["--target", target] : []),
  ];
  await dockerBuild(engine.host, flags, tarArchive(buildContext(context, dockerfile)));
  const found = await engine.find(`/images/${imageName}/json`);
  return { repoDigest: found?.Id, context, dockerfile: relative(context, dockerfile) };
}

function paths({ context = ".", dockerfile = join(context, "Dockerfile") }: Build) {
  return { context, dockerfile };
}

async function dockerBuild(host: string, flags: string[], context: Buffer): Promise<void> {
  const env = { ...process.env, DOCKER_HOST: host };
  const child = spawn("docker", ["build", ...flags, "-"], { env });
  // A build that fails at once does not read its context.
  child.stdin.on("error", () => undefined).end(context);
  const finished = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await finished;
  if (code !== 0) throw new Error(`error building image: ${`${stdout}${stderr}`.slice(-2_000)}`);
}
