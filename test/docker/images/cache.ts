import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../../../scripts/lock.mjs";
import { goDirectory } from "./go.ts";
import type { Part, Recipe } from "./recipe.ts";
import { layRoot } from "./root.ts";
import { bundleStandIn } from "./stand-in.ts";

const nodePackage = join(import.meta.dirname, "../../../node_modules/node/package.json");

/** An image's files, made once per machine. */
export interface CachedRoot {
  /** Tar archive of the whole file system. */
  archive: string;
  /** Changes with everything that the files are made from. */
  fingerprint: string;
  /** What went into it, with versions. */
  sources: string[];
  /** Minutes that it took to make. */
  minutes: number;
}

export function cacheDirectory(env = process.env): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "copilot-platform", "images");
}

/** What is cached of that image now; undefined when it is not, or was made from something else. */
export async function cachedRoot(name: string, recipe: Recipe): Promise<CachedRoot | undefined> {
  const fingerprint = await fingerprintOf(recipe);
  const path = join(cacheDirectory(), `${name}-${fingerprint}`);
  try {
    await access(`${path}.tar`);
    const record = JSON.parse(await readFile(`${path}.json`, "utf8"));
    return { archive: `${path}.tar`, fingerprint, ...record };
  } catch {
    return undefined;
  }
}

/** Takes an image's files from the cache, or makes them; one process of this user at a time. */
export function findRoot(
  name: string,
  recipe: Recipe,
  onProgress: (text: string) => void,
): Promise<CachedRoot> {
  return withLock(
    join(cacheDirectory(), "lock"),
    async () => (await cachedRoot(name, recipe)) ?? makeRoot(name, recipe, onProgress),
    ({ pid }) => onProgress(`another process (pid ${pid}) is making images; waiting`),
  );
}

async function makeRoot(name: string, recipe: Recipe, onProgress: (text: string) => void) {
  const startedAt = performance.now();
  const fingerprint = await fingerprintOf(recipe);
  const path = join(cacheDirectory(), `${name}-${fingerprint}`);
  const root = await mkdtemp(join(tmpdir(), "copilot-image-"));
  try {
    // A temporary folder is its owner's alone; this one is the image's `/`, which every user enters.
    await promisify(execFile)("chmod", ["755", root]);
    const sources = await layRoot(recipe, root, onProgress);
    onProgress("packing");
    await pack(root, `${path}.tar`);
    const minutes = Number(((performance.now() - startedAt) / 60_000).toFixed(1));
    await writeFile(`${path}.json`, JSON.stringify({ sources, minutes }));
    await removeOlder(name, fingerprint);
    return { archive: `${path}.tar`, fingerprint, sources, minutes };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Written aside and renamed, so that nobody ever reads half an archive. */
async function pack(root: string, archive: string) {
  const aside = `${archive}.${process.pid}`;
  const form = ["--create", "--numeric-owner", "--sort=name", "--mtime=@0"];
  await promisify(execFile)("tar", [...form, "--file", aside, "--directory", root, "."]);
  await rename(aside, archive);
}

async function removeOlder(name: string, fingerprint: string) {
  const older = new RegExp(`^${name}-[0-9a-f]{12}\\.`);
  for (const file of await readdir(cacheDirectory())) {
    if (!older.test(file) || file.startsWith(`${name}-${fingerprint}.`)) continue;
    await rm(join(cacheDirectory(), file), { force: true });
  }
}

async function fingerprintOf({ parts, files, links, folders, users }: Recipe): Promise<string> {
  const makers = ["root.ts", "debian.ts", "go.ts"].map((file) =>
    readFile(join(import.meta.dirname, file), "utf8"),
  );
  const contents = await Promise.all([...makers, ...parts.map(contentsOf)]);
  return digest(JSON.stringify({ parts, files, links, folders, users }), ...contents);
}

/** Short enough for a file name, long enough for a handful of images. */
export function digest(...texts: string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 12);
}

async function contentsOf(part: Part): Promise<string> {
  if ("standIn" in part) return bundleStandIn(part.standIn);
  if ("node" in part) return readFile(nodePackage, "utf8");
  if (!("go" in part)) return "";
  const folder = join(goDirectory, part.go);
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.join("\0");
}
