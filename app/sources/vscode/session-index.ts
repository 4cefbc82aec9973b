import { parse } from "node:path";
import type { SourceFile } from "../model.ts";

/** The session files of all folders, by session. */
export interface SessionIndex {
  /** A session that moved to another folder has a file in each. */
  filesOf(id: string): SourceFile[];
  isEmpty(): boolean;
}

/**
 * VS Code names a session's file after the session. `files` is called when the index is first asked,
 * which only transcripts do: most imports find no changed one.
 */
export function sessionIndex(files: () => SourceFile[]): SessionIndex {
  let known: Map<string, SourceFile[]> | undefined;
  const byId = () => {
    known ??= Map.groupBy(files(), ({ path }) => parse(path).name);
    return known;
  };
  return { filesOf: (id) => byId().get(id) ?? [], isEmpty: () => byId().size === 0 };
}
