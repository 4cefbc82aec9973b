import { z } from "zod";
import type { Visibility } from "../../../store/store.ts";
import { chromaApi, NotFound } from "../../../vectors/chroma/api.ts";
import { type ChromaSettings, chroma } from "../../../vectors/chroma/chroma.ts";
import type { VectorExport } from "./vector-export.ts";

const visibility: z.ZodType<Visibility> = z.enum(["private", "team"]);
const collectionAnswer = z.object({ id: z.string() });
const pointsAnswer = z.object({
  ids: z.array(z.string()),
  embeddings: z.array(z.array(z.number())),
  metadatas: z.array(z.object({ owner: z.string(), visibility })),
});

/** Chroma has no snapshots: what it has is read through its API, embeddings included. */
export function chromaExport(settings: ChromaSettings): VectorExport {
  const { ask } = chromaApi(settings.url);
  const idOf = async (collection: string) => {
    try {
      return (await ask("GET", `/${collection}`, collectionAnswer)).id;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  };
  return {
    kind: "chroma",
    server: chroma(settings),
    version: () => chromaVersion(settings),
    async points(collection, messageIds) {
      const id = await idOf(collection);
      if (id === undefined) return [];
      const { ids, embeddings, metadatas } = await ask("POST", `/${id}/get`, pointsAnswer, {
        ids: messageIds.map(String),
        include: ["embeddings", "metadatas"],
      });
      return ids.flatMap((messageId, index) => {
        const [vector, metadata] = [embeddings[index], metadatas[index]];
        if (vector === undefined || metadata === undefined) return [];
        return [{ messageId: Number(messageId), vector: Float32Array.from(vector), ...metadata }];
      });
    },
  };
}

/** Outside of what `chromaApi` reaches, which are the collections. */
async function chromaVersion({ url }: ChromaSettings): Promise<string> {
  const place = `${url.replace(/\/+$/, "")}/api/v2/version`;
  const response = await fetch(place, { redirect: "error", signal: AbortSignal.timeout(30_000) });
  return z.string().parse(await response.json());
}
