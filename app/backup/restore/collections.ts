import { collectionName } from "../../vectors/server/collection-name.ts";
import { vectorExport } from "../components/vectors/vector-export.ts";
import { collectionsMember } from "../components/vectors/vectors.ts";
import type { PartKind } from "./part-kind.ts";
import { generationsOf, restoreVectorsAlone } from "./vector-collections.ts";

/** Those of a Qdrant or Chroma, by the name of their generation, from the lines that every version takes. */
export const collections: PartKind = {
  component: "vectors",
  isWanted: (member) => member === collectionsMember || /^vectors\/[^/]+\.jsonl$/.test(member),
  // Each is filled for the messages that are there.
  refuseDependent() {},
  async present(names, settings) {
    const server = await vectorExport(settings.vectors);
    const generations = await generationsOf(settings);
    return Promise.all(
      names.map(async (name) => {
        const generation = generations.find((one) => one.name === name);
        if (server === undefined || generation === undefined) return 0;
        return (await server.server.counts(collectionName(generation)))?.all ?? 0;
      }),
    );
  },
  notes: () => [],
  async bring(names, { stage, plan }, settings) {
    await restoreVectorsAlone(plan, stage, settings, (generation) => names.includes(generation));
  },
};
