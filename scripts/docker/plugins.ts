import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { cachedEngineRoot, type Engine } from "../engine.ts";
import { installPlugin } from "./plugin-install.ts";

export interface PluginSearch {
  /** Of resource plugins, for example `docker`. */
  names: string[];
  engine: Pick<Engine, "binary">;
  /** Folder of `Pulumi.yaml` and `package.json`. */
  projectDirectory: string;
  env: NodeJS.ProcessEnv;
  /** For all plugins together. */
  limitSeconds: number;
  /** Told what happens while it takes long. */
  onProgress: (text: string) => void;
}

/** A resource plugin. */
export interface Plugin {
  /** For example `docker`. */
  name: string;
  version: string;
}

export interface MissingPlugin {
  /** For example `docker 5.2.0`. */
  name: string;
  /** To be read after a colon. */
  reason: string;
}

/** Answers the plugins that are not there and that the Pulumi CLI cannot install either. */
export async function missingPlugins(search: PluginSearch): Promise<MissingPlugin[]> {
  const absent = pinnedPlugins(search).filter(
    (plugin) => !isNamedByProject(plugin, search) && !isInstalled(plugin, search),
  );
  const missing = await Promise.all(
    absent.map(async (plugin) => {
      const reason = await installPlugin(plugin, search);
      return reason === undefined ? [] : [{ name: `${plugin.name} ${plugin.version}`, reason }];
    }),
  );
  return missing.flat();
}

/** The version of each is that of its npm package. */
function pinnedPlugins({ projectDirectory, names }: PluginSearch): Plugin[] {
  const text = readFileSync(join(projectDirectory, "package.json"), "utf8");
  const { dependencies } = packageSchema.parse(JSON.parse(text));
  return names.map((name) => {
    const version = dependencies[`@pulumi/${name}`];
    if (version === undefined) throw new Error(`package.json: has no dependency @pulumi/${name}`);
    return { name, version };
  });
}

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The engine takes such a plugin before all others, from the path that is given. */
function isNamedByProject({ name }: Plugin, { projectDirectory }: PluginSearch): boolean {
  const text = readFileSync(join(projectDirectory, "Pulumi.yaml"), "utf8");
  const providers = projectSchema.parse(parse(text)).plugins?.providers ?? [];
  return providers.some((provider) => provider.name === name && provider.path !== undefined);
}

const projectSchema = z.object({
  plugins: z
    .object({
      providers: z.array(z.object({ name: z.string(), path: z.string().optional() })).optional(),
    })
    .optional(),
});

function isInstalled({ name, version }: Plugin, { env }: PluginSearch): boolean {
  const pulumiHome = resolve(cachedEngineRoot(env), "../..");
  const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
  // The CLI marks a plugin that it has not unpacked to the end.
  if (existsSync(folder) && !existsSync(`${folder}.partial`)) return true;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => isExecutable(join(folder, `pulumi-resource-${name}`)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
