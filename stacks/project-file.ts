import { stringify } from "yaml";
import { settingsSchema } from "./settings.ts";

/**
 * The text of Pulumi.yaml. No key declares a type: the engine would stop at the first value of the
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
      Object.entries(settingsSchema.shape).map(([key, schema]) => [
        key,
        { description: schema.meta()?.description, default: schema.parse(undefined) },
      ]),
    ),
  };
  return `# Generated from stacks/settings.ts by \`npm run generate\`.\n${stringify(project, { lineWidth: 100 })}`;
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const rows = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const { description, example } = schema.meta() ?? {};
    return `| \`${key}\` | ${description} | \`${schema.parse(undefined)}\` | \`${example}\` |`;
  });
  return `<!-- Generated from stacks/settings.ts by \`npm run generate\`. -->
# Configuration

Set a key with \`npm run pulumi -- config set <key> <value>\`, then run \`npm start\`: what the key
concerns is replaced, the rest is left alone.

| Key | What it decides | Default | For example |
|---|---|---|---|
${rows.join("\n")}
`;
}
