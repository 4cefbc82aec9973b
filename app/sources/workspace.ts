import { folderPath } from "./folder-uri.ts";
import { repositoryAt } from "./git-remote.ts";
import type { Workspace } from "./model.ts";
import { uriName } from "./uri.ts";

/** Finds the repository of a folder by its URI. */
export type RepositoryFinder = (uri: string) => Promise<string | undefined>;

/** Looks at each folder once: many chats are held in one. For one listing. */
export function repositoryFinder(): RepositoryFinder {
  const known = new Map<string, Promise<string | undefined>>();
  return (uri) => {
    const repository = known.get(uri) ?? repositoryOfFolder(uri);
    known.set(uri, repository);
    return repository;
  };
}

async function repositoryOfFolder(uri: string): Promise<string | undefined> {
  const path = folderPath(uri);
  return path === undefined ? undefined : repositoryAt(path);
}

/** `repository` undefined is left out. */
export function workspaceOf(uri: string, repository: string | undefined): Workspace {
  return { uri, name: uriName(uri), ...(repository !== undefined && { repository }) };
}
