import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { vi } from "vitest";
import { engineContract } from "../../../app/backup/engine/engine-contract.ts";
import { resticEngine } from "../../../app/backup/restic/restic-engine.ts";
import { resticOnPath } from "../../support/restic.ts";

// Each command opens the repository anew, which takes restic most of a second.
vi.setConfig({ testTimeout: 240_000 });

resticOnPath();

engineContract({
  engine: (key) => resticEngine({ repository: undefined, key: async () => key }),
  runs: 3,
  parts: (path) => [path, `${path}.manifest.json`, ...packsBeside(path)],
});

/** What the repository beside an archive has of its content. */
function packsBeside(path: string): string[] {
  const repository = join(dirname(path), "restic");
  return ["data", "index", "snapshots"].flatMap((kind) =>
    readdirSync(join(repository, kind), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}
