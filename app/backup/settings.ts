import { join, resolve } from "node:path";
import { z } from "zod";
import { chatApp } from "../service.ts";

const { backup } = chatApp.environment;
const compressions = ["gzip", "zstd"] as const;
const engines = ["archive", "restic"] as const;

export interface BackupSettings {
  /** Absolute path of the folder that holds the archives. */
  directory: string;
  /** What archives are encrypted with; undefined for plain ones. */
  key: KeySource | undefined;
  compression: (typeof compressions)[number];
  /** What makes new archives. */
  engine: (typeof engines)[number];
  /**
   * Restic's repository, a local one as an absolute path; undefined for the folder beside each archive. A
   * function, since it may hold a password.
   */
  resticRepository: (() => string) | undefined;
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
  [backup.engine]: z
    .enum(engines, {
      error: ({ input }) => `no engine of backups, got "${input}"; use ${engines.join(" or ")}`,
    })
    .default("archive"),
  [backup.resticRepository]: z.string().optional(),
  [backup.postgresPrograms]: z.string().optional(),
};

type Values = z.infer<z.ZodObject<typeof backupFields>>;

/**
 * Two keys at once would leave it open which of them opens an archive, and restic encrypts always, with a
 * password that no vault gives away.
 */
export function refuseKeyProblems(values: Values, context: z.RefinementCtx<Values>): void {
  const [first, ...others] = keyVariables.filter((variable) => values[variable] !== undefined);
  for (const variable of others) {
    const message = `not both; ${first} is set, use one of the two`;
    context.addIssue({ code: "custom", path: [variable], message });
  }
  const hasPassword = first !== undefined && first !== backup.vaultKey;
  if (values[backup.engine] !== "restic" || hasPassword) return;
  const message = `restic encrypts with a password, and no key that gives one is set; use one of ${passwordVariables.join(", ")}`;
  context.addIssue({ code: "custom", path: [backup.engine], message });
}

const passwordVariables = [backup.keyFile, backup.key, backup.passphrase] as const;
const keyVariables = [...passwordVariables, backup.vaultKey] as const;

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
    engine: values[backup.engine],
    resticRepository: resticRepository(values[backup.resticRepository]),
    postgresPrograms: programs === undefined ? undefined : resolve(programs),
  };
}

function resticRepository(text: string | undefined): (() => string) | undefined {
  if (text === undefined) return undefined;
  const repository = isElsewhere(text) ? text : resolve(text.replace(/^local:/, ""));
  return () => repository;
}

/** https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html */
function isElsewhere(repository: string): boolean {
  return /^(sftp|rest|s3|swift|b2|azure|gs|rclone):/.test(repository);
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
