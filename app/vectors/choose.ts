import type { ChromaSettings } from "./chroma/chroma.ts";
import type { VectorsOf } from "./ports.ts";
import type { QdrantSettings } from "./qdrant/qdrant.ts";

/** Where vectors are kept. */
export type VectorSettings =
  | { kind: "database" }
  | ({ kind: "qdrant" } & QdrantSettings)
  | ({ kind: "chroma" } & ChromaSettings);

/** The vectors in the place that the settings name; undefined for the database of the messages. */
export async function chosenVectors(settings: VectorSettings): Promise<VectorsOf | undefined> {
  if (settings.kind === "database") return undefined;
  const { serverVectors } = await import("./server/server-vectors.ts");
  const server =
    settings.kind === "qdrant"
      ? (await import("./qdrant/qdrant.ts")).qdrant(settings)
      : (await import("./chroma/chroma.ts")).chroma(settings);
  return (db, owner) => serverVectors(db, owner, server);
}
