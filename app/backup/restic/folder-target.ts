import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskProblem } from "../../archive/disk-problem.ts";
import type { MemberTarget } from "../archive/write-members.ts";

/** Puts members into files of mode 600 below `folder`, which is new. */
export function folderTarget(folder: string): MemberTarget {
  const create = async (name: string, content: Buffer | AsyncIterable<Buffer>) => {
    const path = join(folder, name);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, content, { flag: "wx", mode: 0o600 });
    } catch (error) {
      throw diskProblem(error, path);
    }
  };
  return { addBytes: create, addFile: (name, file) => create(name, file.content()) };
}
