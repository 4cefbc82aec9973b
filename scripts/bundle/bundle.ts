import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { type Zippable, zipSync } from "fflate";
import { chatApp } from "../../app/service.ts";
import { appVersion, packageName, schemaFile } from "../../stacks/app-version.ts";

export interface Bundle {
  /** Absolute path of the zip, `chat-app-<version>.zip`. */
  file: string;
  /** Hash of the sources, 12 hexadecimal digits; what `/health` of the bundle reports. */
  version: string;
}

/**
 * Packs the application of `projectDirectory` as a zip in `outFolder`: `node main.mjs serve` runs it
 * with nothing installed. The same sources give the same bytes on every machine, so that the name
 * says whether something changed.
 */
export async function bundle(projectDirectory: string, outFolder: string): Promise<Bundle> {
  const version = appVersion(projectDirectory);
  const files = {
    ...(await scripts(projectDirectory, version)),
    ...(await page(projectDirectory)),
    [schemaFile]: await readFile(join(projectDirectory, "scripts", "bundle", schemaFile)),
  };
  const file = join(outFolder, packageName(version));
  await mkdir(outFolder, { recursive: true });
  await writeFile(file, reproducibleZip(files));
  return { file, version };
}

/** Contents by path in the zip. */
type Files = Record<string, Uint8Array>;

/** `main.mjs` and what it loads when it is needed, in `chunks/`. */
async function scripts(projectDirectory: string, version: string): Promise<Files> {
  const { outputFiles } = await build({
    absWorkingDir: projectDirectory,
    entryPoints: { main: "app/main.ts" },
    outdir: "bundle",
    outExtension: { ".js": ".mjs" },
    // One folder deep, so that `../page/` is found as it is from `app/http/routes/`.
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    // Names stay, because they are what a stack in a log is read by.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    external: nativePackages,
    banner: { js: `${requireForCommonJs}${versionOfItself(version)}` },
    // Elsewhere the packages may be a link, whose target must not show in the output.
    preserveSymlinks: true,
    tsconfigRaw: {},
    logLevel: "error",
  });
  const prefix = join(projectDirectory, "bundle");
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [path.slice(prefix.length + 1), contents]),
  );
}

/** Dependencies in CommonJS call `require` for modules of Node. */
const requireForCommonJs =
  'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);';

/** In the code rather than in a setting of the site, so that a swap moves both together. */
function versionOfItself(version: string): string {
  return `process.env.${chatApp.environment.version}??="${version}";`;
}

/** Bound to a platform; the application says that it has no database where they are missing. */
const nativePackages = ["better-sqlite3", "sqlite-vec"];

async function page(projectDirectory: string): Promise<Files> {
  const folder = join(projectDirectory, "app", "http", "page");
  const names = (await readdir(folder)).filter((name) => !name.endsWith(".test.ts"));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [`page/${name}`, await readFile(join(folder, name))] as const),
    ),
  );
}

/** Sorted, with one time and mode for all, by a compressor that is the same on every machine. */
function reproducibleZip(files: Files): Uint8Array {
  const entries: Zippable = {};
  for (const path of Object.keys(files).toSorted()) {
    entries[path] = files[path] ?? new Uint8Array();
  }
  // A zip's times have no zone and begin in 1980; its modes are the upper half of `attrs`.
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 });
}
