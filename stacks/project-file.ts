import { stringify } from "yaml";
import { requiredOnAzure, tierOverrideSchemas } from "./azure-keys.ts";
import { type SettingsKey, settingsSchema } from "./settings-schema.ts";

/**
 * The text of Pulumi.yaml. Keys without a default are left out, because the engine would call each
 * that is not set missing. No key declares a type: the engine would stop at the first value of the
 * wrong one, where `readSettings` names all of them at once.
 */
export function projectFile(): string {
  const project = {
    name: "copilot",
    description: "Keeps, searches and watches a team's Copilot chats: on Azure or on one machine",
    license: "MIT",
    main: "index.mjs",
    runtime: { name: "nodejs", options: { typescript: false } },
    plugins: { providers: [{ name: "process", path: "./providers/process" }] },
    config: Object.fromEntries(
      keys()
        .filter(({ standard }) => standard !== undefined)
        .map(({ key, description, standard }) => [key, { description, default: standard }]),
    ),
  };
  return `# Generated from stacks/settings.ts by \`npm run generate\`.\n${stringify(project, { lineWidth: 100 })}`;
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const rows = keys().map(({ key, description, example, standard }) => {
    return `| \`${key}\` | ${description} | ${defaultOf(key, standard)} | \`${example}\` |`;
  });
  return `<!-- Generated from stacks/settings.ts by \`npm run generate\`. -->
# Configuration

Set a key with \`npm run pulumi -- config set <key> <value>\`, then run \`npm start\`: what the key
concerns is replaced, the rest is left alone. A key that begins with "Secret" takes \`--secret\` too.

| Key | What it decides | Default | For example |
|---|---|---|---|
${rows.join("\n")}
`;
}

function keys() {
  return Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const { description, example } = schema.meta() as { description: string; example: string };
    return { key: key as SettingsKey, description, example, standard: schema.parse(undefined) };
  });
}

function defaultOf(key: SettingsKey, standard: unknown): string {
  if (standard !== undefined) return standard === "" ? "none" : `\`${standard}\``;
  if (requiredOnAzure.some((required) => required === key)) return "needed on Azure";
  return key in tierOverrideSchemas ? "as the tier" : "none";
}
