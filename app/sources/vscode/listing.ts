import { join } from "node:path";
import {
  codeOf,
  type FolderContent,
  folderLister,
  foldersAlong,
  type Lister,
  sourceFile,
} from "../disk.ts";
import type { SourceFile } from "../model.ts";
import type { Report } from "../problems.ts";
import { type ChatsInDatabase, stateDatabase } from "./legacy-database.ts";

/** Where a `User` folder holds sessions; `*` stands for any folder. */
const userLayouts = [
  ["workspaceStorage", "*", "chatSessions"],
  ["globalStorage", "emptyWindowChatSessions"],
  // A window that is about to open another folder leaves its session here.
  ["globalStorage", "transferredChatSessions"],
  // The newest layout keeps the sessions of a profile together, by workspace.
  ["globalStorage", "chatSessions", "*"],
  ["profiles", "*", "globalStorage", "emptyWindowChatSessions"],
  ["profiles", "*", "globalStorage", "transferredChatSessions"],
  ["profiles", "*", "globalStorage", "chatSessions", "*"],
  ["workspaceStorage", "*", "GitHub.copilot-chat", "transcripts"],
];

/** Where any other folder may: as a `workspaceStorage`, one folder of it, or a loose folder. */
const looseLayouts = [
  ["*", "chatSessions"],
  ["chatSessions"],
  [],
  ["*", "GitHub.copilot-chat", "transcripts"],
  ["GitHub.copilot-chat", "transcripts"],
];

/**
 * Folders with a database that held the chats once. VS Code moves them into files of their own,
 * below the folder named with it, when it opens the workspace: where that is, they are moved.
 */
const databaseLayouts = [
  { layout: ["workspaceStorage", "*"], successor: "chatSessions" },
  { layout: ["globalStorage"], successor: "emptyWindowChatSessions" },
];

const looseDatabaseLayouts = [
  { layout: ["*"], successor: "chatSessions" },
  { layout: [], successor: "chatSessions" },
];

/**
 * The session files below `root`, in a fixed order: by layout, then by name. `root` is a `User`
 * folder, the folder above one, or a folder with sessions in it. Only real folders and files
 * count, no links. Where one session has both formats, its .jsonl is given, as VS Code does.
 */
export async function* sessionFiles(
  root: string,
  holdsChats: ChatsInDatabase,
  report: Report,
): AsyncGenerator<SourceFile> {
  const list = folderLister(report);
  const { base, layouts, databases } = await layoutOf(root, list);
  for (const layout of layouts) {
    for await (const folder of foldersAlong(base, layout, list)) {
      for (const name of sessionNames(await list(folder))) {
        const file = sourceFile(join(folder, name), root, report);
        if (file !== undefined) yield file;
      }
    }
  }
  for (const { layout, successor } of databases) {
    for await (const folder of foldersAlong(base, layout, list)) {
      const { folders, files } = await list(folder);
      if (!files.includes(stateDatabase) || folders.includes(successor)) continue;
      const file = sourceFile(join(folder, stateDatabase), root, report);
      if (file !== undefined && (await mayHoldChats(file, holdsChats, report))) yield file;
    }
  }
}

/** A `User` folder is told by what it holds, so that its settings are never taken for sessions. */
async function layoutOf(root: string, list: Lister) {
  const { folders } = await list(root);
  for (const base of folders.includes("User") ? [root, join(root, "User")] : [root]) {
    const held = (await list(base)).folders;
    if (held.includes("workspaceStorage") || held.includes("globalStorage")) {
      return { base, layouts: userLayouts, databases: databaseLayouts };
    }
  }
  return { base: root, layouts: looseLayouts, databases: looseDatabaseLayouts };
}

function sessionNames({ files }: FolderContent): string[] {
  const logs = new Set(files.filter((name) => name.endsWith(".jsonl")));
  return files.filter(
    (name) =>
      logs.has(name) ||
      (name.endsWith(".json") && name !== "workspace.json" && !logs.has(`${name}l`)),
  );
}

async function mayHoldChats(
  file: SourceFile,
  holdsChats: ChatsInDatabase,
  report: Report,
): Promise<boolean> {
  try {
    return await holdsChats(file);
  } catch (error) {
    report(`${file.path}: cannot be read, got ${codeOf(error)}; left out`);
    return false;
  }
}
