import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";

/** The wheel for Python 3.11 is the one that is pinned; nothing of it is run by Python. */
const requirements = join(import.meta.dirname, "requirements.txt");

/** Where the programs of PostgreSQL are below the folder that `postgresBinaries` gives. */
export const binaryFolder = "pgserver/pginstall/bin";

/**
 * Folder with PostgreSQL's own files, downloaded from the package index once and kept in the
 * person's cache. Throws an Error that says why there are none.
 */
export async function postgresBinaries(): Promise<string> {
  const [, release] = /^(pgserver==\S+)/m.exec(readFileSync(requirements, "utf8")) ?? [];
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "copilot-platform");
  const folder = join(cache, String(release).replace("==", "-"));
  if (existsSync(folder)) return folder;

  await mkdir(cache, { recursive: true });
  const workFolder = await mkdtemp(join(cache, "download-"));
  try {
    const unpackedFolder = join(workFolder, "unpacked");
    await unpack(await download(workFolder), unpackedFolder);
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
async function download(folder: string): Promise<string> {
  const options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet"];
  const args = [...options, "--python-version", "3.11", "--dest", folder, "-r", requirements];
  try {
    await promisify(execFile)("python3", ["-m", "pip", "download", ...args], { timeout: 100_000 });
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) || String(code);
    throw new Error(`PostgreSQL cannot be downloaded with python3 and pip (${reason})`);
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`${folder}: pip has left no wheel`);
  return join(folder, wheel);
}

async function unpack(wheel: string, folder: string): Promise<void> {
  const files = unzipSync(await readFile(wheel), {
    filter: ({ name }) => /^pgserver(\.libs|\/pginstall\/(bin|lib|share))\/.*[^/]$/.test(name),
  });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (name.startsWith(`${binaryFolder}/`)) await chmod(path, 0o755);
  }
}
