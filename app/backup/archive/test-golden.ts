import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { passphraseKey } from "../encryption/passphrase-key.ts";
import { formatVersion } from "./manifest.ts";
import { type Compression, compressions } from "./name.ts";
import { backupFolders, testKey } from "./testing.ts";

/** What golden archives hold. */
export const goldenFiles = {
  "application/chats.db": "chats of version 1",
  "config/ä b.json": "{}",
  "vectors/empty": "",
  "vectors/vectors.jsonl": "[0.25,0.5]\n".repeat(1_000),
};

export const goldenRecord = {
  name: "application",
  versions: { schema: "0009" },
  counts: { sessions: 2, messages: 3 },
  problems: [],
} as const;

export const goldenFolder = (version: number) =>
  join(import.meta.dirname, "golden", `version-${version}`);

/** By the name of the compression, and of what opens the archive. */
export const goldenForms = compressions.flatMap((compression) =>
  Object.entries({
    plain: undefined,
    key: testKey(1),
    passphrase: passphraseKey("correct horse battery", {
      costLog2: 10,
      blockSize: 8,
      parallelization: 1,
    }),
  }).map(([opener, key]) => ({ compression, opener, key })),
);

export const goldenTime = (compression: Compression, opener: string) =>
  Date.UTC(2026, 10, 21, compressions.indexOf(compression), ["plain", "key"].indexOf(opener) + 1);

/** Run as a program: writes the golden archives of a new format version, once and never again. */
if (import.meta.main) {
  using folders = backupFolders(goldenFiles);
  const directory = goldenFolder(formatVersion);
  mkdirSync(directory, { recursive: true });
  for (const { compression, opener, key } of goldenForms) {
    const name = { type: "full", startedAt: goldenTime(compression, opener) } as const;
    const components = () => [{ ...goldenRecord, problems: [] }];
    await folders.write({ directory, name, compression, key, components });
  }
}
