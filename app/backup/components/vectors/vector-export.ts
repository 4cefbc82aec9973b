import type { VectorSettings } from "../../../vectors/choose.ts";
import type { VectorPoint, VectorServer } from "../../../vectors/server/server.ts";

/** A server of vectors, as backups read it. */
export interface VectorExport {
  kind: "qdrant" | "chroma";
  server: VectorServer;
  /** For example `1.19.0`. */
  version(): Promise<string>;
  /** The points of these messages, in any order; those that are not there are left out. */
  points(collection: string, messageIds: number[]): Promise<VectorPoint[]>;
  /** Copies of collections in the server's own format; absent where it has none. */
  snapshots?: CollectionSnapshots;
}

export interface CollectionSnapshots {
  /** Writes one to the new file `path`, mode 600. Throws where what came is not what the server has. */
  save(collection: string, path: string, signal?: AbortSignal): Promise<{ sha256: string }>;
  /** Makes a collection from one, in the place of what is there. */
  recover(collection: string, path: string, sha256: string): Promise<void>;
}

/** The server that the settings name; undefined where vectors are in the database. */
export async function vectorExport(settings: VectorSettings): Promise<VectorExport | undefined> {
  if (settings.kind === "database") return undefined;
  return settings.kind === "qdrant"
    ? (await import("./qdrant-export.ts")).qdrantExport(settings)
    : (await import("./chroma-export.ts")).chromaExport(settings);
}
