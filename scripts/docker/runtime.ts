import { containerServices } from "../../stacks/container-services.ts";
import type { DockerEngine, MissingDocker } from "../../stacks/docker-engine.ts";
import { needsCertificate } from "../../stacks/gateway-certificate.ts";
import type { LocalSettings } from "../../stacks/settings.ts";
import { images as pinnedImages } from "../../versions.ts";
import type { Engine } from "../engine.ts";
import type { Progress } from "../terminal.ts";
import { missingImages, unavailableImages } from "./images.ts";
import { memoryProblems } from "./memory.ts";
import { missingPlugins } from "./plugins.ts";
import { portProblems } from "./ports.ts";

/** For Pulumi's plugins, of some 50 MB; a server that says nothing is given up much earlier. */
const PLUGINS_LIMIT_SECONDS = 180;
/** For the question whether an image can be pulled. */
const REGISTRY_LIMIT_SECONDS = 30;

export interface DockerPreparation {
  settings: LocalSettings;
  /** The Pulumi engine. */
  engine: Pick<Engine, "binary">;
  env: NodeJS.ProcessEnv;
  /** Ports of this machine that will be free by then. */
  leftPorts: number[];
}

/** An engine that can have the stack. */
export interface UsableDocker {
  engine: DockerEngine;
  /** What it has to pull for it, with the mirror's prefix. */
  missingImages: string[];
}

/**
 * Finds out whether the stack can be had with Docker: the engine answers, Pulumi has its plugins, the
 * images are there or can be pulled. Answers what is missing where it cannot. Throws an Error with
 * everything that a person has to change first.
 */
export async function usableDocker(
  { settings, engine: pulumi, env, leftPorts }: DockerPreparation,
  onProgress: Progress,
): Promise<UsableDocker | MissingDocker> {
  const engine = await settings.host.docker();
  if ("missing" in engine) return engine;
  const { projectDirectory } = settings.host;
  const limitSeconds = PLUGINS_LIMIT_SECONDS;
  const names = ["docker", "random", ...(needsCertificate(settings) ? ["tls"] : [])];
  const search = { names, engine: pulumi, projectDirectory, env, limitSeconds, onProgress };
  const [plugin] = await missingPlugins(search);
  if (plugin) return { missing: `Pulumi's plugin ${plugin.name} cannot be had: ${plugin.reason}` };

  const services = await containerServices(settings, engine);
  const toPull = await missingImages(engine, imageNames(services, settings));
  const [image] = await unavailableImages(engine, toPull, REGISTRY_LIMIT_SECONDS);
  if (image) return { missing: imageProblem(image) };

  const memory = memoryProblems(services, engine);
  if (memory[0] !== undefined && settings.runtime === "auto") return { missing: memory[0] };
  const wanted = services.map(({ ports }) => ({
    ports: ports.filter(({ published }) => !leftPorts.includes(published?.number ?? 0)),
  }));
  const problems = [...memory, ...(await portProblems(wanted, engine, settings.stack))];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { engine, missingImages: toPull };
}

/** Every image that is pulled; that of the application is built from Node's. */
function imageNames(
  services: { name: string; image: string }[],
  { registryMirror }: LocalSettings,
): string[] {
  const prefix = registryMirror === undefined ? "" : `${registryMirror.replace(/\/+$/, "")}/`;
  const names = services.map(({ name, image }) =>
    name === "chat-app" ? pinnedImages.node : image,
  );
  return [...new Set(names)].map((name) => prefix + name);
}

function imageProblem({ name, reason }: { name: string; reason: string }): string {
  return (
    `the image ${name} cannot be had: ${reason}; behind a mirror set it with` +
    " npm run pulumi -- config set registryMirror <host>, or load the image with docker load"
  );
}
