import { archiveEngine } from "./archive-engine.ts";
import { engineContract } from "./engine-contract.ts";

engineContract({
  engine: (key) => archiveEngine({ compression: "zstd", isEncrypted: true, key: async () => key }),
  runs: 10,
  parts: (path) => [path, `${path}.manifest.json`],
});
