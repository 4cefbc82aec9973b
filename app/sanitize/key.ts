import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const KEY_BYTES = 32;

/**
 * The key of the placeholders' hashes in `dataDirectory`, readable by its owner alone; made where there
 * is none. Two processes that start at once get the same one. Throws an Error when the file is no key.
 */
export async function redactionKey(dataDirectory: string): Promise<Buffer> {
  const file = join(dataDirectory, "redaction.key");
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) await makeKey(file);
  const key = await readFile(file);
  if (key.length === KEY_BYTES) return key;
  throw new Error(
    `${file}: must have ${KEY_BYTES} bytes, got ${key.length}; remove it, and new placeholders get other hashes`,
  );
}

/** Whole or not at all, and never in the place of another's. */
async function makeKey(file: string) {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(draft);
  }
}
