import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";

/** Where what tests download is kept, in the person's cache. */
export const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "copilot-platform",
);

export interface Wheel {
  /** What people call what is in it. */
  name: string;
  /** File that pins the one wheel with its hashes. */
  requirements: string;
  /** Those that are wanted of it. */
  files: RegExp;
  /** Start of the paths of those that can be run; none without it. */
  programs?: string;
}

/**
 * Folder with the files of a wheel, downloaded from the package index once. Throws an Error that says
 * why there is none.
 */
export async function unpackedWheel(wheel: Wheel): Promise<string> {
  const { requirements } = wheel;
  const [, release] = /^([\w-]+==\S+)/m.exec(readFileSync(requirements, "utf8")) ?? [];
  const folder = join(cacheFolder, String(release).replace("==", "-"));
  if (existsSync(folder)) return folder;

  await mkdir(cacheFolder, { recursive: true });
  const workFolder = await mkdtemp(join(cacheFolder, "download-"));
  try {
    const unpackedFolder = join(workFolder, "unpacked");
    await unpack(await download(wheel, workFolder), wheel, unpackedFolder);
    await rename(unpackedFolder, folder).catch((error) => {
      // Another process was faster, and what it made is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return folder;
}

/** Path of the wheel, whose hash pip has compared. */
async function download({ name, requirements }: Wheel, folder: string): Promise<string> {
  const options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet"];
  const args = [...options, "--python-version", "3.11", "--dest", folder, "-r", requirements];
  try {
    await promisify(execFile)("python3", ["-m", "pip", "download", ...args], { timeout: 100_000 });
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) || String(code);
    throw new Error(`${name} cannot be downloaded with python3 and pip (${reason})`);
  }
  const file = (await readdir(folder)).find((entry) => entry.endsWith(".whl"));
  if (file === undefined) throw new Error(`${folder}: pip has left no wheel`);
  return join(folder, file);
}

async function unpack(path: string, { files, programs }: Wheel, folder: string): Promise<void> {
  const contents = unzipSync(await readFile(path), { filter: ({ name }) => files.test(name) });
  for (const [name, content] of Object.entries(contents)) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    if (programs !== undefined && name.startsWith(programs)) await chmod(target, 0o755);
  }
}
