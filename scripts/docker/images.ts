import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { askDocker, dockerLines } from "./client.ts";

export interface UnavailableImage {
  name: string;
  /** To be read after a colon. */
  reason: string;
}

const PULLS_AT_A_TIME = 3;
/** 600 MB, the largest image, at 3 Mbit/s. */
const PULL_LIMIT_MS = 30 * 60_000;

/** Those of `names` that the engine does not have, in the same order. */
export async function missingImages(
  { host }: Pick<DockerEngine, "host">,
  names: string[],
): Promise<string[]> {
  const format = "{{.Repository}}\t{{.Tag}}\t{{.Digest}}";
  // Since Docker 29 what was pulled by its digest alone is listed with --all only.
  const list = await dockerLines(host, ["image", "ls", "--all", "--format", format]);
  const there = new Set(list.flatMap(listedNames));
  return names.filter((name) => !there.has(fullName(name)));
}

function listedNames(line: string): string[] {
  const [repository = "", tag, digest] = line.split("\t");
  return [`${repository}:${tag}`, `${repository}@${digest}`].map(fullName);
}

/**
 * With the registry, and with a tag or a digest, so that no name is spelled in two ways: a person may
 * leave out that of Docker Hub. Of a tag and a digest the digest counts, as for the engine.
 */
function fullName(name: string): string {
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && /[.:]/.test(first);
  const path = hasRegistry ? rest.join("/") : name;
  const registry = hasRegistry && first !== "index.docker.io" ? first : "docker.io";
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  return `${registry}/${withVersion(repository)}`;
}

function withVersion(repository: string): string {
  if (repository.includes("@")) return repository.replace(/:[^:@]+@/, "@");
  return repository.includes(":") ? repository : `${repository}:latest`;
}

/**
 * Those of `names` that no registry offers, each with the reason. It is this machine that asks, with
 * its login and its proxy: what the engine alone can reach, by a mirror of its own, counts as not offered.
 *
 * @param limitSeconds For all together.
 */
export async function unavailableImages(
  { host }: Pick<DockerEngine, "host">,
  names: string[],
  limitSeconds: number,
): Promise<UnavailableImage[]> {
  const answers = await Promise.all(
    names.map(async (name) => {
      const options = isOnLoopback(name) ? ["--insecure"] : [];
      const args = ["manifest", "inspect", ...options, name];
      return { name, ...(await askDocker(host, args, limitSeconds * 1_000)) };
    }),
  );
  return answers.flatMap((answer) =>
    "reason" in answer ? [{ name: answer.name, reason: answer.reason }] : [],
  );
}

/** The engine pulls from such a registry without TLS too, the client asks it only when told. */
function isOnLoopback(name: string): boolean {
  return /^(localhost|127(\.\d+){3})[:/]/.test(name);
}

/**
 * Pulls the images. Throws an Error with a line for each that cannot be had; the others are there then.
 * When it is interrupted, the next run takes what has arrived from the engine.
 */
export async function pullImages(
  { host }: Pick<DockerEngine, "host">,
  names: string[],
  onProgress: (text: string) => void,
): Promise<void> {
  // One for all pulls: each takes the next image that no other has taken.
  const queue = names.entries();
  const problems: string[] = [];
  const pullOneByOne = async () => {
    for (const [index, name] of queue) {
      onProgress(`${index + 1} of ${names.length} images: ${name}`);
      const answer = await askDocker(host, ["pull", "--quiet", name], PULL_LIMIT_MS);
      if ("reason" in answer) problems.push(problemOf(name, answer.reason));
    }
  };
  await Promise.all(Array.from({ length: PULLS_AT_A_TIME }, pullOneByOne));
  if (problems.length > 0) throw new Error(problems.toSorted().join("\n"));
}

function problemOf(name: string, reason: string): string {
  const mirror = "use `npm run pulumi -- config set registryMirror <host>` behind a mirror";
  return `${name}: cannot be pulled, ${reason}; ${mirror}, or load it with docker load`;
}
