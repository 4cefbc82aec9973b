import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { archivedSettings, settingsIn, settingsMember } from "../components/config.ts";

/**
 * Which settings of the archive in `stage` are other ones in `environment`, a sentence each: they are
 * variables of the environment, which nobody but its owner sets. None where the archive has none.
 */
export function differingSettings(
  stage: string,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const path = join(stage, settingsMember);
  if (!existsSync(path)) return [];
  const archived = archivedSettings.parse(JSON.parse(readFileSync(path, "utf8")));
  const present = new Map(settingsIn(environment).map((setting) => [setting.variable, setting]));
  return archived.flatMap(({ variable, value }) => {
    const now = present.get(variable);
    if (now === undefined) {
      return [
        `${variable} was ${value === undefined ? "set to a secret" : `"${value}"`}, and is not set.`,
      ];
    }
    if (value === undefined || now.value === value) return [];
    return [`${variable} was "${value}", and is "${now.value}".`];
  });
}
