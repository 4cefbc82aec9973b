import { globSync } from "node:fs";
import { join } from "node:path";
import { extractArchive } from "../app/backup/archive/extract.ts";
import { compressions } from "../app/backup/archive/name.ts";
import { writeArchive } from "../app/backup/archive/write.ts";
import { openKey } from "../app/backup/encryption/open-key.ts";

/**
 * One task of the benchmark of backups: `write <folder> <directory> <compression> [key file]` or
 * `extract <archive> <folder> [key file]`. Prints the most memory that it took, in bytes.
 */
const [task, from = "", to = "", ...rest] = process.argv.slice(2);
const keyFile = rest[task === "write" ? 1 : 0];
const key = keyFile === undefined ? undefined : await openKey({ kind: "file", path: keyFile });
if (task === "extract") {
  await extractArchive({ path: from, into: to, key });
} else {
  await writeArchive({
    directory: to,
    name: { type: "full", startedAt: Date.UTC(2026, 10, 21, 22, 15) },
    members: globSync("**/*.*", { cwd: from }).map((name) => ({ name, path: join(from, name) })),
    components: () => [],
    canRestore: { value: true },
    compression: compressions.find((known) => known === rest[0]) ?? "gzip",
    key,
  });
}
console.log(process.resourceUsage().maxRSS * 1024);
