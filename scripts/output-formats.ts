/** The outputs of a stack, as the engine hands them over. */
export type Outputs = Record<string, { value: unknown; secret: boolean }>;

/** Ways to hand outputs on. None of them ever holds a secret. */
export const outputFormats = {
  /** `API_URL='https://…'` lines for a shell. */
  env: (outputs: Outputs) =>
    lines(plain(outputs), (name, value) => `${constantCase(name)}=${shellQuoted(value)}`),
  /** One JSON object with the names of the contract; secrets are null. */
  json: (outputs: Outputs) => `${JSON.stringify(withoutSecrets(outputs), null, 2)}\n`,
  /** `api-url=…` lines for `$GITHUB_OUTPUT`. */
  github: (outputs: Outputs) =>
    lines(plain(outputs), (name, value) => `${kebabCase(name)}=${value}`),
  /** `DATABASE_PASSWORD=@Microsoft.KeyVault(…)` lines for app settings: references, never values. */
  "dotenv-vault-refs": (outputs: Outputs) =>
    lines(
      plain(outputs).filter(([, value]) => value.startsWith("@Microsoft.KeyVault(")),
      (name, value) => `${constantCase(name.replace(/Reference$/, ""))}=${value}`,
    ),
} satisfies Record<string, (outputs: Outputs) => string>;

export type OutputFormat = keyof typeof outputFormats;

/** Values that are no secret and not null, as text without line breaks. */
function plain(outputs: Outputs): [name: string, value: string][] {
  return Object.entries(outputs)
    .filter(([, { value, secret }]) => !secret && value !== null && value !== undefined)
    .map(([name, { value }]) => [name, oneLine(name, value)]);
}

function oneLine(name: string, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (/[\r\n]/.test(text)) throw new Error(`${name}: has more than one line; use --format json`);
  return text;
}

function withoutSecrets(outputs: Outputs): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? null : value]),
  );
}

function lines(entries: [string, string][], line: (name: string, value: string) => string): string {
  return entries.map(([name, value]) => `${line(name, value)}\n`).join("");
}

function constantCase(name: string): string {
  return kebabCase(name).replaceAll("-", "_").toUpperCase();
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
