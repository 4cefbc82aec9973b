import { parse } from "node:path";
import type { ChatSource, SourceFile, SourceKind } from "../sources/model.ts";

/** What one source has to be read. No chat has been: files are listed and measured only. */
export interface Listing {
  source: ChatSource;
  files: SourceFile[];
  /** Folders that could not be listed. */
  problems: string[];
}

/** What a person is told of one folder before its chats are read. */
export interface DiscoveredFolder {
  source: SourceKind;
  path: string;
  files: number;
  /** Told by the files' names: a file may turn out to hold several sessions, or none. */
  sessions: number;
  sizeBytes: number;
}

/** Lists what there is to read, a listing for each source. */
export async function listChats(sources: ChatSource[]): Promise<Listing[]> {
  const listings: Listing[] = [];
  for (const source of sources) {
    const listing: Listing = { source, files: [], problems: [] };
    for await (const file of source.list((problem) => listing.problems.push(problem))) {
      listing.files.push(file);
    }
    listings.push(listing);
  }
  return listings;
}

/** In the order of the sources and their roots; folders without a file included. */
export function discoveredFolders(listings: Listing[]): DiscoveredFolder[] {
  return listings.flatMap(({ source, files }) => {
    const byRoot = Map.groupBy(files, ({ root }) => root);
    return source.roots.map((root) => {
      const found = byRoot.get(root) ?? [];
      return {
        source: source.kind,
        path: root,
        files: found.length,
        sessions: new Set(found.map((file) => sessionName(source.kind, file))).size,
        sizeBytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
    });
  });
}

/** VS Code names the files of a session after it: the copies of other folders and the transcript. */
function sessionName(source: SourceKind, { path }: SourceFile): string {
  return source === "vscode" ? parse(path).name : path;
}
