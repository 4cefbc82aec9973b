import { basename, dirname } from "node:path";
import type { Reading, SourceFile } from "../model.ts";
import { problemList } from "../problems.ts";
import { storable } from "../storable.ts";
import type { RepositoryFinder } from "../workspace.ts";
import { chatsInDatabase } from "./legacy-database.ts";
import { workspaceAt } from "./reading.ts";
import { sessionFrom } from "./session.ts";

/** Reads the chats that VS Code kept in a database once. Throws when none of them can be used. */
export async function readDatabase(
  { path, modifiedAtMs }: SourceFile,
  repositoryOf: RepositoryFinder,
): Promise<Reading[]> {
  const around = problemList();
  const workspace = await workspaceAt(path, repositoryOf, around.report);
  const chats = await chatsInDatabase(path);
  const readings = chats.flatMap((raw, index): Reading[] => {
    const { report, sentences } = problemList();
    const fallbackId = `${basename(dirname(path))}-${index}`;
    try {
      const session = sessionFrom(
        storable(raw),
        { fallbackId, fallbackTime: modifiedAtMs, workspace },
        report,
      );
      return [{ session, problems: sentences(), torn: false }];
    } catch (error) {
      around.report(`chat ${index}: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
  const [first, ...rest] = readings;
  if (first === undefined) throw new Error(around.sentences()[0] ?? "holds no chats");
  return [{ ...first, problems: [...around.sentences(), ...first.problems] }, ...rest];
}
