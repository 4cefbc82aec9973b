import { basename, dirname, join, parse } from "node:path";
import { existingFolders, folderLister, foldersAlong, sourceFile } from "../disk.ts";
import { readEventSession } from "../events/session-file.ts";
import type { ChatSource, Reading, SourceFile, Workspace } from "../model.ts";
import type { Report } from "../problems.ts";
import { type RepositoryFinder, repositoryFinder, workspaceOf } from "../workspace.ts";
import { type TitleFinder, titleFinder } from "./titles.ts";

/**
 * The chats of Copilot CLI. Each of `folders` is its data folder, the folder `session-state` in it,
 * or the folder of one session; those that do not exist are passed over.
 */
export function copilotCliSource({ folders }: { folders: string[] }): ChatSource {
  const roots = existingFolders(folders);
  let repositoryOf = repositoryFinder();
  let titles = new Map<string, TitleFinder>();
  return {
    kind: "copilot-cli",
    roots,
    async *list(onProblem) {
      repositoryOf = repositoryFinder();
      titles = new Map(roots.map((root) => [root, titleFinder(dataFolder(root), onProblem)]));
      for (const root of roots) yield* eventLogs(root, onProblem);
    },
    read: async (file) => [await readLog(file, titles.get(file.root), repositoryOf)],
  };
}

/** Where the logs are; older versions had one file per session instead of a folder. */
const layouts = [["session-state", "*"], ["session-state"]];

async function* eventLogs(root: string, report: Report): AsyncGenerator<SourceFile> {
  const list = folderLister(report);
  const { folders } = await list(root);
  const isDataFolder = folders.includes("session-state");
  for (const layout of isDataFolder ? layouts : [["*"], []]) {
    for await (const folder of foldersAlong(root, layout, list)) {
      const isLegacy = basename(folder) === "session-state";
      const names = (await list(folder)).files.filter((name) =>
        isLegacy ? name.endsWith(".jsonl") : name === "events.jsonl",
      );
      for (const name of names) {
        const file = sourceFile(join(folder, name), root, report);
        if (file !== undefined) yield file;
      }
    }
  }
}

/** The folder that holds `root`'s sessions and the database beside them. */
function dataFolder(root: string): string {
  if (basename(root) === "session-state") return dirname(root);
  return basename(dirname(root)) === "session-state" ? dirname(dirname(root)) : root;
}

async function readLog(
  { path, modifiedAtMs }: SourceFile,
  findTitle: TitleFinder | undefined,
  repositoryOf: RepositoryFinder,
): Promise<Reading> {
  const fallbackId = basename(path) === "events.jsonl" ? basename(dirname(path)) : parse(path).name;
  const known = { fallbackId, fallbackTime: modifiedAtMs };
  const { session, ...reading } = await readEventSession(path, "copilot-cli", known);
  const title = await findTitle?.(session.id, path);
  return {
    ...reading,
    session: { ...session, title, workspace: await located(session.workspace, repositoryOf) },
  };
}

async function located(workspace: Workspace | undefined, repositoryOf: RepositoryFinder) {
  if (workspace === undefined || workspace.repository !== undefined) return workspace;
  return workspaceOf(workspace.uri, await repositoryOf(workspace.uri));
}
