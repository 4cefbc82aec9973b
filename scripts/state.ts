import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** Where Pulumi keeps its state, and the environment that tells the engine so. */
export interface StateBackend {
  /** For the person, for example `.pulumi-state/`. */
  description: string;
  /** Folder with the lock files; undefined where the backend is not the project's own. */
  locksFolder: string | undefined;
  environment: Record<string, string>;
}

/** The folder of state, passphrase and locks; ignored by git. */
export const stateFolder = ".pulumi-state";

/**
 * A backend that the person has chosen (`PULUMI_BACKEND_URL` or a login) is respected, else state
 * lives in files of the checkout. The passphrase of their secrets is made once, mode 600.
 */
export async function prepareState(
  projectDirectory: string,
  env: NodeJS.ProcessEnv,
): Promise<StateBackend> {
  const chosen = env.PULUMI_BACKEND_URL ?? (await loginOf(env));
  const passphrase = await preparePassphrase(projectDirectory, env);
  if (chosen) return { description: chosen, locksFolder: undefined, environment: passphrase };
  const folder = join(projectDirectory, stateFolder);
  return {
    description: `${stateFolder}/`,
    locksFolder: join(folder, ".pulumi", "locks"),
    environment: { ...passphrase, PULUMI_BACKEND_URL: `file://${folder}` },
  };
}

/** The backend of `pulumi login`, as its credentials file has it. */
async function loginOf(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const home = env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi");
  try {
    const { current } = JSON.parse(await readFile(join(home, "credentials.json"), "utf8"));
    return typeof current === "string" && current !== "" ? current : undefined;
  } catch {
    return undefined;
  }
}

async function preparePassphrase(projectDirectory: string, env: NodeJS.ProcessEnv) {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE) return {};
  const folder = join(projectDirectory, stateFolder);
  const file = join(folder, "passphrase");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    await forgetSalt(join(projectDirectory, "Pulumi.local.yaml"));
    await writeFile(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}

/**
 * The salt proves a passphrase, so one that belongs to a lost passphrase would refuse the new one.
 * Refuses to forget it while values are encrypted with it.
 */
async function forgetSalt(stackFile: string) {
  if (!existsSync(stackFile)) return;
  const text = await readFile(stackFile, "utf8");
  if (/^\s+(- )?secure:/m.test(text)) {
    throw new Error(
      `${stateFolder}/passphrase: is gone, but Pulumi.local.yaml has values encrypted with it; ` +
        "put it back from a copy, or remove those values",
    );
  }
  const document = parseDocument(text);
  if (document.delete("encryptionsalt")) await writeFile(stackFile, document.toString());
}
