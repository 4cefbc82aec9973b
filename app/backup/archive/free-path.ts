import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";

/**
 * The path of a new archive in `directory`, which is made with mode 700 when missing. Throws where the
 * archive is there already.
 */
export async function freePath(directory: string, fileName: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskProblem(error, directory);
  }
  const path = join(directory, fileName);
  if (!existsSync(path)) return path;
  throw new Error(`${path}: is there already; start the backup a second later`);
}
