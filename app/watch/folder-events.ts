import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";

/** A folder to follow. */
export interface FollowedFolder {
  path: string;
  /** True where its files are sessions; elsewhere only a new folder is news. */
  holdsSessions: boolean;
}

/**
 * Tells of writes in folders as soon as the file system does. Not every one does: network drives,
 * the disks of Windows in WSL and mounts of a virtual machine often stay silent.
 */
export interface FolderEvents {
  /** Follows these folders and no others; the first ones where they are too many. */
  follow(folders: FollowedFolder[]): void;
  close(): void;
}

/** Far below what Linux grants a user, https://man7.org/linux/man-pages/man7/inotify.7.html. */
export const followedLimit = 2_000;

export function folderEvents(onEvent: () => void): FolderEvents {
  const watchers = new Map<string, FSWatcher>();

  function follow(folders: FollowedFolder[]): void {
    const wanted = new Map<string, FollowedFolder>();
    for (const folder of folders.slice(0, followedLimit)) {
      const identity = identityOf(folder);
      if (identity !== undefined) wanted.set(identity, folder);
    }
    for (const [identity, watcher] of watchers) {
      if (wanted.has(identity)) continue;
      watcher.close();
      watchers.delete(identity);
    }
    for (const [identity, folder] of wanted) {
      if (watchers.has(identity)) continue;
      const watcher = watcherOf(folder, onEvent);
      // What keeps one folder from being followed, a limit of the system above all, keeps others too.
      if (watcher === undefined) return;
      watchers.set(identity, watcher);
    }
  }

  function close(): void {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  }

  return { follow, close };
}

/** A folder that was deleted and made again is another one, though its path is the same. */
function identityOf({ path, holdsSessions }: FollowedFolder): string | undefined {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return JSON.stringify([path, holdsSessions, dev, ino, birthtimeMs]);
  } catch {
    return undefined;
  }
}

function watcherOf(folder: FollowedFolder, onEvent: () => void): FSWatcher | undefined {
  const { path, holdsSessions } = folder;
  try {
    const watcher = watch(path, { persistent: false }, (_, name) => {
      if (holdsSessions || name === null || isFolder(join(path, name))) onEvent();
    });
    // A folder that is taken away is noticed by the next look.
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
