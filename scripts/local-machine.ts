import { readFile } from "node:fs/promises";
import type { MissingDocker } from "../stacks/docker-engine.ts";
import { type Host, thisCheckout } from "../stacks/host.ts";
import { dockerChosen } from "../stacks/local-runtime.ts";
import { type LocalSettings, settingsOf } from "../stacks/settings.ts";
import { chatFolders } from "./chat-folders.ts";
import { pullImages } from "./docker/images.ts";
import { type UsableDocker, usableDocker } from "./docker/runtime.ts";
import type { Platform } from "./platform.ts";
import { storedConfig } from "./stack.ts";
import type { RunningStack } from "./stored-stack.ts";
import { step } from "./terminal.ts";

/** This machine as the scripts know it, and what the stack will run with on it. */
export interface LocalMachine {
  /** With npm's registry and the person's folders, and Docker only if it can have the stack. */
  host: Host;
  runtime: "docker" | "process";
  /** Folder of the chats that the engine shares, which must be there before; undefined for none. */
  sharedFolder: string | undefined;
}

/**
 * Finds out what the program would not by itself. Throws an Error with every problem of the
 * configuration, or with all that Docker needs a person to change.
 *
 * @param running What runs so far, and will have left its ports to another runtime.
 * @param pull Whether images that Docker lacks are pulled at once.
 */
export async function localMachine(
  { stack, engine }: Platform,
  running: RunningStack | undefined,
  pull: boolean,
): Promise<LocalMachine> {
  const { env } = process;
  const host = {
    ...thisCheckout(),
    chatFolders: chatFolders(env),
    ...(await npmFacts(env)),
  };
  const settings = settingsOf(await storedConfig(stack), host);
  if (settings.target !== "local" || settings.runtime === "process") {
    return { host, runtime: "process", sharedFolder: undefined };
  }
  const leftPorts = running?.runtime === "process" ? portsOf(running) : [];
  const docker = await step(
    "docker",
    (progress) => usableDocker({ settings, engine, env, leftPorts }, progress),
    (found) => ("missing" in found ? `not used: ${found.missing}` : found.engine.host),
  );
  if ("missing" in docker) {
    refuseToLeave(docker, settings, running);
    const docked = { ...host, docker: async () => docker };
    return { host: docked, runtime: "process", sharedFolder: undefined };
  }
  if (pull && docker.missingImages.length > 0) await pullAll(docker);
  return {
    host: { ...host, docker: async () => docker.engine },
    runtime: "docker",
    sharedFolder: docker.engine.isOnThisKernel ? settings.dataDirectory : undefined,
  };
}

/** Docker is not given up for what may be there again in a minute. */
function refuseToLeave(
  { missing }: MissingDocker,
  { runtime }: LocalSettings,
  running: RunningStack | undefined,
) {
  if (runtime === "docker") throw new Error(dockerChosen(missing));
  if (running?.runtime !== "docker") return;
  throw new Error(
    `runtime: auto, and Docker runs the stack so far, but ${missing};` +
      " or use npm run pulumi -- config set runtime process",
  );
}

function portsOf({ pageUrl, searchUrl, metricsUrl }: RunningStack): number[] {
  return [pageUrl, searchUrl, metricsUrl].map((url) => Number(new URL(url).port));
}

/** What npm was told of where packages come from, so that an image's build can be told too. */
async function npmFacts(env: NodeJS.ProcessEnv) {
  const { npm_config_registry: registry, NODE_EXTRA_CA_CERTS: certificates } = env;
  return {
    ...(registry && { npmRegistry: registry }),
    ...(certificates && { extraCertificates: await readFile(certificates, "utf8") }),
  };
}

function pullAll({ engine, missingImages }: UsableDocker) {
  return step(
    "images",
    (progress) => pullImages(engine, missingImages, progress),
    () => `${missingImages.length} pulled`,
  );
}
