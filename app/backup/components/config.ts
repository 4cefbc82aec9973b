import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { chatApp, fileVariable, secretVariables } from "../../service.ts";
import type { Collected } from "./collected.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Member of an archive that holds the settings. */
export const settingsMember = "config/settings.json";

const settingSchema = z.object({
  /** Of the environment. */
  variable: z.string(),
  /** As it was set; absent for a secret. */
  value: z.string().optional(),
});

export const archivedSettings = z.array(settingSchema);

/** A variable that was set. A secret is there by its name alone. */
export type ArchivedSetting = z.infer<typeof settingSchema>;

/** Their values are in no archive: whoever restores has them from where they are kept. */
const secrets: readonly string[] = secretVariables;

/** Variables of this program that are set in `environment`, in a fixed order. */
export function settingsIn(environment: Environment): ArchivedSetting[] {
  const names = [...variableNames(chatApp.environment), ...secretVariables.map(fileVariable)];
  return [...new Set(names)].flatMap((variable) => {
    const value = environment[variable];
    // As for `readSettings`, an empty one counts as not set.
    if (value === undefined || value === "") return [];
    return [secrets.includes(variable) ? { variable } : { variable, value }];
  });
}

/** Writes the settings that are in force into the folder `stage`. */
export function collectConfig(environment: Environment, stage: string): Collected {
  const settings = settingsIn(environment);
  const path = join(stage, settingsMember);
  mkdirSync(join(stage, "config"), { mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  const references = settings.filter(({ value }) => value === undefined).length;
  return {
    record: {
      name: "config",
      versions: {},
      counts: { settings: settings.length, references },
      problems: [],
    },
    members: [{ name: settingsMember, path }],
  };
}

function variableNames(tree: object): string[] {
  return Object.values(tree).flatMap((value) =>
    typeof value === "string" ? [value] : variableNames(value),
  );
}
