import { parse } from "node:path";
import type { SourceFile } from "../model.ts";

/** The session files of all folders, by session. */
export interface SessionIndex {
  /** A session that moved to another folder has a file in each. */
  filesOf(id: string): SourceFile[];
  isEmpty: boolean;
}

/** VS Code names a session's file after the session. */
export function sessionIndex(files: SourceFile[]): SessionIndex {
  const byId = Map.groupBy(files, ({ path }) => parse(path).name);
  return { filesOf: (id) => byId.get(id) ?? [], isEmpty: byId.size === 0 };
}
