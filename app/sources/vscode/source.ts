import { basename, dirname } from "node:path";
import { existingFolders } from "../disk.ts";
import type { ChatSource, Reading, SourceFile } from "../model.ts";
import { repositoryFinder } from "../workspace.ts";
import { readDatabase } from "./database.ts";
import { chatsInDatabases, stateDatabase } from "./legacy-database.ts";
import { sessionFiles } from "./listing.ts";
import { readOrFallBack } from "./reading.ts";
import { sessionIndex } from "./session-index.ts";
import { readTranscript } from "./transcript.ts";

/**
 * The chats of VS Code. Each of `userFolders` is a `User` folder, the folder above one, or a folder
 * with session files in it; those that do not exist are passed over. `now` gives milliseconds since
 * 1970, default `Date.now`.
 */
export function vscodeSource({
  userFolders,
  now = Date.now,
}: {
  userFolders: string[];
  now?: () => number;
}): ChatSource {
  const roots = existingFolders(userFolders);
  const holdsChats = chatsInDatabases();
  let index = sessionIndex(() => []);
  let repositoryOf = repositoryFinder();

  function read(file: SourceFile): Promise<Reading[]> {
    if (basename(file.path) === stateDatabase) return readDatabase(file, repositoryOf);
    if (isTranscript(file)) return readTranscript(file, { index, repositoryOf, now });
    return readOrFallBack(file, repositoryOf);
  }

  return {
    kind: "vscode",
    roots,
    async *list(onProblem) {
      const files: SourceFile[] = [];
      for (const root of roots) {
        for await (const file of sessionFiles(root, holdsChats, onProblem)) files.push(file);
      }
      // Before the first is read: what a transcript adds depends on the other files of its session.
      index = sessionIndex(() => files.filter((file) => !isTranscript(file)));
      repositoryOf = repositoryFinder();
      yield* files;
    },
    read,
  };
}

function isTranscript({ path }: SourceFile): boolean {
  return basename(dirname(path)) === "transcripts";
}
