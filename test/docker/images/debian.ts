import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { aptGet } from "../daemon/install.ts";

const run = promisify(execFile);
let packageLists: Promise<unknown> | undefined;

/**
 * Unpacks Debian packages with all that they depend on into `root`. Answers `name version` of those
 * asked for. apt checks their signatures; the machine itself gets nothing installed.
 */
export async function unpackDebian(names: string[], root: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "copilot-debian-"));
  try {
    await download(names, folder);
    const files = (await readdir(folder)).filter((file) => file.endsWith(".deb")).sort();
    const versions: string[] = [];
    for (const file of files) {
      const path = join(folder, file);
      await run("dpkg-deb", ["--extract", path, root]);
      const { stdout } = await run("dpkg-deb", ["--field", path, "Package", "Version"]);
      versions.push(stdout.trim().replace("\n", " ").replaceAll(/\w+: /g, ""));
    }
    return versions.filter((line) => names.some((name) => line.startsWith(`${name} `)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An empty list of installed packages makes apt fetch every dependency, whatever this machine has. */
async function download(names: string[], folder: string) {
  packageLists ??= aptGet(["update"]);
  await packageLists;
  const args = ["install", "--download-only", "--yes", "--no-install-recommends"];
  const options = ["Dir::State::status=/dev/null", `Dir::Cache::archives=${folder}/`];
  await aptGet([...args, ...options.flatMap((option) => ["--option", option]), ...names]);
}
