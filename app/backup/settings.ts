import { join, resolve } from "node:path";
import { z } from "zod";
import { chatApp } from "../service.ts";

const { backup } = chatApp.environment;
const compressions = ["gzip", "zstd"] as const;

export interface BackupSettings {
  /** Absolute path of the folder that holds the archives. */
  directory: string;
  /** What archives are encrypted with; undefined for plain ones. */
  key: KeySource | undefined;
  compression: (typeof compressions)[number];
  /** Folder of PostgreSQL's own programs; undefined for those on PATH. */
  postgresPrograms: string | undefined;
}

/** Where the master key comes from. Secrets are functions, so that no dump of the settings shows them. */
export type KeySource =
  | { kind: "file"; path: string }
  | { kind: "environment"; key: () => string }
  | { kind: "passphrase"; passphrase: () => string }
  | { kind: "vault"; keyUrl: string };

/** The variables of the environment that backups go by. Of secrets the value stays out of messages. */
export const backupFields = {
  [backup.directory]: z.string().optional(),
  [backup.keyFile]: z.string().optional(),
  [backup.key]: z
    .string()
    .refine(
      isKey,
      "not a key of 32 bytes in base64; make one with openssl rand -base64 32, or use a passphrase",
    )
    .optional(),
  [backup.passphrase]: z
    .string()
    .min(12, "a passphrase of fewer than 12 characters is soon guessed; use a longer one")
    .optional(),
  [backup.vaultKey]: z
    .string()
    .refine(isVaultKeyUrl, {
      error: ({ input }) => `no key of a vault, got "${input}"; use ${vaultKeyForm}`,
    })
    .optional(),
  [backup.compression]: z
    .enum(compressions, {
      error: ({ input }) => `no compression, got "${input}"; use ${compressions.join(" or ")}`,
    })
    .default("gzip"),
  [backup.postgresPrograms]: z.string().optional(),
};

type Values = z.infer<z.ZodObject<typeof backupFields>>;

/** Two keys at once would leave it open which of them opens an archive. */
export function refuseKeyProblems(values: Values, context: z.RefinementCtx<Values>): void {
  const [first, ...others] = keyVariables.filter((variable) => values[variable] !== undefined);
  for (const variable of others) {
    const message = `not both; ${first} is set, use one of the two`;
    context.addIssue({ code: "custom", path: [variable], message });
  }
}

const keyVariables = [backup.keyFile, backup.key, backup.passphrase, backup.vaultKey] as const;

/** What `isVaultKeyUrl` takes, for people. */
export const vaultKeyForm = "https://<vault>.vault.azure.net/keys/<name>, without a version";

/** Whether tokens for vaults may go there. Without encryption only within this machine. */
export function isVaultKeyUrl(text: string): boolean {
  return /^(https:\/\/[a-z\d-]{3,24}\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)|http:\/\/127\.0\.0\.1:\d+)\/keys\/[A-Za-z\d-]{1,127}$/.test(
    text,
  );
}

export function backupSettings(values: Values, dataDirectory: string): BackupSettings {
  const programs = values[backup.postgresPrograms];
  return {
    directory: resolve(values[backup.directory] ?? join(dataDirectory, "backups")),
    key: keySource(values),
    compression: values[backup.compression],
    postgresPrograms: programs === undefined ? undefined : resolve(programs),
  };
}

function keySource(values: Values): KeySource | undefined {
  const [file, key, passphrase, keyUrl] = keyVariables.map((variable) => values[variable]);
  if (file !== undefined) return { kind: "file", path: resolve(file) };
  if (key !== undefined) return { kind: "environment", key: () => key };
  if (passphrase !== undefined) return { kind: "passphrase", passphrase: () => passphrase };
  if (keyUrl !== undefined) return { kind: "vault", keyUrl };
  return undefined;
}

/** Written as it would be read back, so that a truncated one does not pass. */
function isKey(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 32 && bytes.toString("base64") === text;
}
