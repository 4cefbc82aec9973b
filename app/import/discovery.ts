import type { ChatSource, SourceKind } from "../sources/model.ts";

/** What an import would look at. Nothing has been opened: files are listed and measured only. */
export interface Discovery {
  /** In the order of the sources and their roots; those without a file included. */
  folders: DiscoveredFolder[];
  /** Folders that could not be listed. */
  problems: string[];
}

export interface DiscoveredFolder {
  source: SourceKind;
  path: string;
  /** Files that may hold a session; one session can have several. */
  files: number;
  sizeBytes: number;
}

/** Lists the chats on this machine, so that a person can be told before they are read. */
export async function discoverChats(sources: ChatSource[]): Promise<Discovery> {
  const discovery: Discovery = { folders: [], problems: [] };
  for (const source of sources) {
    const folders = new Map(source.roots.map((root) => [root, emptyFolder(source.kind, root)]));
    for await (const file of source.list((problem) => discovery.problems.push(problem))) {
      const folder = folders.get(file.root) ?? emptyFolder(source.kind, file.root);
      folder.files += 1;
      folder.sizeBytes += file.sizeBytes;
      folders.set(file.root, folder);
    }
    discovery.folders.push(...folders.values());
  }
  return discovery;
}

function emptyFolder(source: SourceKind, path: string): DiscoveredFolder {
  return { source, path, files: 0, sizeBytes: 0 };
}
