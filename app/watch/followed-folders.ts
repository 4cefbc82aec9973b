import { dirname } from "node:path";
import type { Listing } from "../import/discovery.ts";
import type { FollowedFolder } from "./folder-events.ts";

/**
 * The folders in which the next session may be written: those that hold one, with the folders above
 * them, up to the roots. The one that was written to last comes first.
 */
export function followedFolders(listings: Listing[]): FollowedFolder[] {
  const folders = new Map<string, FollowedFolder>();
  const files = listings.flatMap((listing) => listing.files);
  for (const { path, root } of files.toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)) {
    let folder = dirname(path);
    folders.set(folder, { path: folder, holdsSessions: true });
    while (folder.startsWith(root) && folder !== root) {
      folder = dirname(folder);
      if (!folders.has(folder)) folders.set(folder, { path: folder, holdsSessions: false });
    }
  }
  for (const root of listings.flatMap(({ source }) => source.roots)) {
    if (!folders.has(root)) folders.set(root, { path: root, holdsSessions: false });
  }
  return [...folders.values()];
}
