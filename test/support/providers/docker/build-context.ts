import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, matchesGlob, relative } from "node:path";
import type { TarEntry } from "./tar.ts";

/**
 * Files and links that a build of `dockerfile` gets from `folder`, in the order of their paths: all but
 * what `<dockerfile>.dockerignore`, or else the folder's `.dockerignore`, leaves out. The Dockerfile
 * itself is always among them.
 */
export function buildContext(folder: string, dockerfile: string): TarEntry[] {
  const patterns = ignorePatterns(folder, dockerfile);
  const dockerfilePath = relative(folder, dockerfile);
  if (dockerfilePath.startsWith("..")) {
    throw new Error(`${dockerfile}: is outside of ${folder}, which is not stood in for`);
  }
  return filesBelow(folder, "", patterns, dockerfilePath).map((path) => entry(folder, path));
}

/** Changes with every path, mode and byte of the context. */
export function contextDigest(context: TarEntry[]): string {
  const hash = createHash("sha256");
  for (const { path, mode, content, link = "" } of context) {
    hash.update(`${path}\0${mode}\0${link}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

interface Pattern {
  glob: string;
  isKept: boolean;
}

function ignorePatterns(folder: string, dockerfile: string): Pattern[] {
  const file = [`${dockerfile}.dockerignore`, join(folder, ".dockerignore")].find(existsSync);
  if (!file) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({
      glob: line.replace(/^!/, "").replace(/^\/|\/$/g, ""),
      isKept: line.startsWith("!"),
    }));
}

function filesBelow(
  folder: string,
  below: string,
  patterns: Pattern[],
  dockerfile: string,
): string[] {
  const children = readdirSync(join(folder, below), { withFileTypes: true });
  return children
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((child) => {
      const path = join(below, child.name);
      if (child.isDirectory()) {
        const mayHold = !isIgnored(path, patterns) || holdsKept(path, patterns, dockerfile);
        return mayHold ? filesBelow(folder, path, patterns, dockerfile) : [];
      }
      const isSent = child.isFile() || child.isSymbolicLink();
      return isSent && (path === dockerfile || !isIgnored(path, patterns)) ? [path] : [];
    });
}

/** The last pattern that fits the path, or a folder above it, decides. */
function isIgnored(path: string, patterns: Pattern[]): boolean {
  const parts = path.split("/");
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  const last = patterns.findLast(({ glob }) => paths.some((each) => matchesGlob(each, glob)));
  return last !== undefined && !last.isKept;
}

/** Whether something in an ignored folder may be sent after all. */
function holdsKept(folder: string, patterns: Pattern[], dockerfile: string): boolean {
  const kept = patterns.filter(({ isKept }) => isKept).map(({ glob }) => glob);
  return [...kept, dockerfile].some(
    (glob) => glob.startsWith(`${folder}/`) || glob.startsWith("**"),
  );
}

function entry(folder: string, path: string): TarEntry {
  const file = join(folder, path);
  const stats = lstatSync(file);
  const mode = stats.mode & 0o777;
  return stats.isSymbolicLink()
    ? { path, mode, content: Buffer.alloc(0), link: readlinkSync(file) }
    : { path, mode, content: readFileSync(file) };
}
