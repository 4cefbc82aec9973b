import type { Listing } from "../import/discovery.ts";
import type { SourceFile } from "../sources/model.ts";
import type { Store } from "../store/store.ts";

/**
 * Leaves of a listing the folders that an import has read, and those whose first chats appear after
 * the first call. The others are held back: what a machine had before is read when a person asks for
 * it, who is told then what it is.
 */
export function importedFolders(store: Pick<Store, "fileState">) {
  let doubtful: Set<string> | undefined;

  return async (listings: Listing[]) => {
    const byRoot = Map.groupBy(
      listings.flatMap(({ files }) => files),
      ({ root }) => root,
    );
    doubtful ??= new Set(byRoot.keys());
    for (const root of doubtful) {
      if (await anyIsKnown(byRoot.get(root) ?? [], store)) doubtful.delete(root);
    }
    const heldBack = [...doubtful].filter((root) => byRoot.has(root));
    const allowed = listings.map((listing) => ({
      ...listing,
      files: listing.files.filter(({ root }) => !heldBack.includes(root)),
    }));
    return { listings: allowed, heldBack };
  };
}

/** An import remembers every file that it saw, and saw those above all that have long been there. */
const oldestLooked = 20;

async function anyIsKnown(files: SourceFile[], store: Pick<Store, "fileState">) {
  const oldest = files.toSorted((a, b) => a.modifiedAtMs - b.modifiedAtMs).slice(0, oldestLooked);
  for (const { path } of oldest) {
    if ((await store.fileState(path)) !== undefined) return true;
  }
  return false;
}
