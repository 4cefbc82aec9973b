import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/**
 * Grafana passes over keys it does not know; here each is refused, so that no setting is believed to
 * work because Grafana came up.
 */
const datasource = z.strictObject({
  name: z.string().min(1),
  type: z.enum(["prometheus", "loki", "alertmanager"]),
  uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  access: z.literal("proxy").default("proxy"),
  url: z.url(),
  orgId: z.literal(1).default(1),
  isDefault: z.boolean().default(false),
  editable: z.boolean().default(false),
  version: z.int().default(1),
  basicAuth: z.boolean().default(false),
  basicAuthUser: z.string().default(""),
  jsonData: z.record(z.string(), z.unknown()).default({}),
  secureJsonData: z.record(z.string(), z.string()).default({}),
});
const datasourceFile = z.strictObject({
  apiVersion: z.literal(1),
  prune: z.boolean().optional(),
  deleteDatasources: z.array(z.strictObject({ name: z.string(), orgId: z.int() })).optional(),
  datasources: z.array(datasource),
});
const providerFile = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string().min(1),
      type: z.literal("file"),
      orgId: z.literal(1).default(1),
      folder: z.string().default(""),
      folderUid: z.string().optional(),
      disableDeletion: z.boolean().optional(),
      editable: z.boolean().optional(),
      allowUiUpdates: z.boolean().default(false),
      updateIntervalSeconds: z.number().optional(),
      options: z.strictObject({
        path: z.string().startsWith("/"),
        foldersFromFilesStructure: z.boolean().optional(),
      }),
    }),
  ),
});
const dashboard = z.looseObject({
  uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  title: z.string().min(1),
  tags: z.array(z.string()).default([]),
  panels: z.array(z.looseObject({ type: z.string() })),
});

export type Datasource = z.output<typeof datasource>;

export interface Dashboard {
  folder: string;
  file: string;
  canSave: boolean;
  model: z.output<typeof dashboard>;
}

/** Reads the data sources; throws on anything at which Grafana would stop, or that it would ignore. */
export function readDatasources(directory: string): Datasource[] {
  const all = yamlFiles(join(directory, "datasources")).flatMap(
    ({ path, content }) => check(datasourceFile, path, content).datasources,
  );
  refuseRepeats(
    directory,
    "datasource uid",
    all.map(({ uid }) => uid),
  );
  refuseRepeats(
    directory,
    "datasource name",
    all.map(({ name }) => name),
  );
  if (all.filter(({ isDefault }) => isDefault).length > 1) {
    throw new Error(`${directory}: only one datasource per organization can be the default`);
  }
  return all;
}

/** Reads the dashboards of every provider, sorted by title. */
export function readDashboards(directory: string): Dashboard[] {
  const providers = yamlFiles(join(directory, "dashboards")).flatMap(
    ({ path, content }) => check(providerFile, path, content).providers,
  );
  const all = providers.flatMap(({ folder, allowUiUpdates, options }) =>
    files(options.path, /\.json$/, true).map((path) => {
      const model = check(dashboard, path, JSON.parse(readFileSync(path, "utf8")));
      return { folder, file: path.slice(options.path.length + 1), canSave: allowUiUpdates, model };
    }),
  );
  refuseRepeats(
    directory,
    "dashboard uid",
    all.map(({ model }) => model.uid),
  );
  return all.sort((a, b) => a.model.title.localeCompare(b.model.title));
}

function yamlFiles(directory: string): { path: string; content: unknown }[] {
  return files(directory, /\.ya?ml$/, false).map((path) => ({
    path,
    content: expand(parse(readFileSync(path, "utf8"))),
  }));
}

function files(directory: string, pattern: RegExp, recursive: boolean): string[] {
  try {
    const names = readdirSync(directory, { recursive, encoding: "utf8" });
    return names.filter((name) => pattern.test(name)).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** `$NAME`, `${NAME}`, `$__env{NAME}` and `$__file{/path}` in values; `$$` is a plain dollar sign. */
function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, expand(it)]));
  }
  if (typeof value !== "string") return value;
  return value.replace(
    /\$\$|\$__file\{([^}]+)\}|\$(?:__env)?\{(\w+)\}|\$(\w+)/g,
    (_, file?: string, braced?: string, plain?: string) => {
      if (file !== undefined) return readFileSync(file, "utf8").trim();
      const name = braced ?? plain;
      return name === undefined ? "$" : (process.env[name] ?? "");
    },
  );
}

function check<Schema extends z.ZodType>(schema: Schema, path: string, content: unknown) {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data as z.output<Schema>;
  throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
}

function refuseRepeats(directory: string, what: string, names: string[]) {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`${directory}: ${what} "${repeated}" is used twice`);
}
