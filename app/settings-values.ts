import { type SecretsOfFiles, secretsOfFiles } from "./secret-files.ts";
import { fileVariable, secretVariables } from "./service.ts";
import { type SettingsValues, settingsSchema } from "./settings-schema.ts";

/** What the variables say, secrets of files included. Throws one Error with every problem, a line each. */
export function settingsValues(
  environment: Readonly<Record<string, string | undefined>>,
): SettingsValues {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const { values, problems } = secretsOfFiles(set);
  const reading = settingsSchema.safeParse({ ...set, ...values });
  // A secret whose file is of no use is not missing as well.
  const issues = reading.error?.issues.filter(({ path }) => !(path.join(".") in problems)) ?? [];
  const lines = [
    ...Object.values(problems),
    ...issues.map(({ path, message }) => asTyped(`${path.join(".")}: ${message}`, values)),
  ];
  if (reading.success && lines.length === 0) return reading.data;
  throw new Error(lines.join("\n"));
}

/** A message that calls secrets of files by the variables that were set. */
function asTyped(message: string, ofFiles: SecretsOfFiles["values"]): string {
  return secretVariables
    .filter((variable) => variable in ofFiles)
    .reduce((text, variable) => {
      const name = new RegExp(`\\b${variable}\\b`, "g");
      return text.replaceAll(name, fileVariable(variable));
    }, message);
}
