import { execFile } from "node:child_process";
import { chmod, cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unpackDebian } from "./debian.ts";
import { buildGo } from "./go.ts";
import type { Part, Recipe } from "./recipe.ts";
import { bundleStandIn } from "./stand-in.ts";

const run = promisify(execFile);
const nodeProgram = join(import.meta.dirname, "../../../node_modules/node/bin/node");

/** What Debian's packages bring for people, and Perl for their install scripts. */
const neverRead = [
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "usr/share/perl",
  "usr/lib/x86_64-linux-gnu/perl",
];

/** Lays an image's files into the empty folder `root`. Answers what they came from, with versions. */
export async function layRoot(
  recipe: Recipe,
  root: string,
  onProgress: (text: string) => void,
): Promise<string[]> {
  const sources: string[] = [];
  for (const part of recipe.parts) sources.push(...(await layPart(part, root, onProgress)));
  for (const path of neverRead) await rm(join(root, path), { recursive: true, force: true });
  await writeUsers(recipe.users ?? {}, root);
  for (const [path, text] of Object.entries(recipe.files ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  for (const [path, target] of Object.entries(recipe.links ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path));
  }
  await mkdir(join(root, "tmp"), { recursive: true });
  await chmod(join(root, "tmp"), 0o1777);
  for (const [path, owner] of Object.entries(recipe.folders ?? {})) {
    await mkdir(join(root, path), { recursive: true });
    await run("chown", ["--recursive", owner, join(root, path)]);
  }
  return sources;
}

async function layPart(part: Part, root: string, onProgress: (text: string) => void) {
  if ("go" in part) return [await buildGo(part, root, onProgress)];
  if ("debian" in part) {
    onProgress(`unpacking ${part.debian.join(", ")}`);
    return unpackDebian(part.debian, root);
  }
  if ("busybox" in part) return layBusybox(root);
  if ("node" in part) return layNode(root);
  if ("npm" in part) return layNpm(part.npm, root);
  return layStandIn(part.standIn, root);
}

/** Its commands lose to programs that another part brings under the same path. */
async function layBusybox(root: string): Promise<string[]> {
  const sources = await unpackDebian(["busybox-static"], root);
  const program = join(root, "bin", "busybox");
  const { stdout } = await run(program, ["--list"]);
  const names = stdout.split("\n").filter((name) => name !== "" && name !== "busybox");
  for (const name of names) await symlink("/bin/busybox", join(root, "bin", name));
  return sources;
}

async function layNode(root: string): Promise<string[]> {
  const target = join(root, "usr", "local", "bin", "node");
  const libraries = await unpackDebian(["libstdc++6"], root);
  await mkdir(dirname(target), { recursive: true });
  await cp(nodeProgram, target, { dereference: true });
  const { stdout } = await run(nodeProgram, ["--version"]);
  return [`node ${stdout.trim()}`, ...libraries];
}

async function layNpm(version: string, root: string): Promise<string[]> {
  const place = ["--global", "--prefix", join(root, "usr", "local")];
  await run("npm", ["install", ...place, "--ignore-scripts", `npm@${version}`]);
  return [`npm ${version}`];
}

async function layStandIn(name: string, root: string): Promise<string[]> {
  const path = join(root, "opt", "stand-in", "server.mjs");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await bundleStandIn(name));
  return [`stand-ins/${name}.ts`];
}

async function writeUsers(users: Record<string, string>, root: string) {
  const all = Object.entries({ root: "0:0", ...users });
  const passwd = all.map(([name, ids]) => `${name}:x:${ids}:${name}:/:/bin/sh\n`);
  const group = all.map(([name, ids]) => `${name}:x:${ids.split(":")[1]}:\n`);
  await mkdir(join(root, "etc"), { recursive: true });
  await writeFile(join(root, "etc", "passwd"), passwd.join(""));
  await writeFile(join(root, "etc", "group"), group.join(""));
}
