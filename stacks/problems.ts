import { secretKeys } from "./local-keys.ts";
import { type SettingsKey, settingsSchema } from "./settings-schema.ts";

/** Configuration values as text, which is what the engine hands over whatever the type. */
export type Config = Record<string, string>;

/** `<key>: <what is wrong>, got <value>; use for example <example>`. */
export function problem(key: SettingsKey, wish: string, config: Config): string {
  const value = config[key];
  const isHidden = secretKeys.some((secret) => secret === key);
  const got = value === undefined ? "nothing" : isHidden ? "[secret]" : JSON.stringify(value);
  return `${key}: ${wish}, got ${got}; use for example ${exampleOf(key)}`;
}

function exampleOf(key: SettingsKey): unknown {
  return settingsSchema.shape[key].meta()?.example;
}
