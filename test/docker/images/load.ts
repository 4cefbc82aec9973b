import { images } from "../../../versions.ts";
import type { Daemon } from "../daemon/daemon.ts";
import { docker } from "../daemon/docker.ts";
import { digest, findRoot } from "./cache.ts";
import { recipes } from "./recipes.ts";

/** Label of an image made here; the published ones have none. */
export const madeFromLabel = "copilot-platform.made-from";
/** The published images are up to 600 MB. */
const PULL_LIMIT_MS = 10 * 60_000;

export type ImageName = keyof typeof images;

/** Every image that can be made here. */
export const imageNames = Object.keys(recipes).filter((name): name is ImageName => name in images);

/**
 * Puts the images of `names` into the daemon under the tags of `versions.ts`. A disposable daemon gets
 * images made here; any other Docker is a person's own, which pulls the published ones. Throws an Error
 * that names the image which cannot be had.
 */
export async function loadImages(
  daemon: Pick<Daemon, "host" | "isDisposable">,
  names: ImageName[] = imageNames,
  onProgress: (text: string) => void = () => {},
): Promise<void> {
  for (const name of names) {
    const report = (text: string) => onProgress(`${name}: ${text}`);
    if (daemon.isDisposable) await importImage(daemon.host, name, report);
    else await pullImage(daemon.host, images[name], report);
  }
}

async function importImage(host: string, name: ImageName, onProgress: (text: string) => void) {
  const recipe = recipes[name];
  if (!recipe) throw new Error(`${name}: no recipe makes this image; add one to recipes.ts`);
  const { archive, fingerprint } = await findRoot(name, recipe, onProgress);
  const madeFrom = digest(fingerprint, ...recipe.instructions);
  if (await hasImage(host, images[name], madeFrom)) return;
  onProgress("importing");
  const instructions = [...recipe.instructions, `LABEL ${madeFromLabel}=${madeFrom}`];
  const changes = instructions.flatMap((instruction) => ["--change", instruction]);
  await docker(host, ["import", ...changes, archive, images[name]]);
}

async function pullImage(host: string, tag: string, onProgress: (text: string) => void) {
  if (await hasImage(host, tag)) return;
  onProgress(`pulling ${tag}`);
  await docker(host, ["pull", "--quiet", tag], PULL_LIMIT_MS);
}

async function hasImage(host: string, tag: string, madeFrom?: string): Promise<boolean> {
  const filter = madeFrom ? ["--filter", `label=${madeFromLabel}=${madeFrom}`] : [];
  return (await docker(host, ["images", "--quiet", ...filter, tag])) !== "";
}
