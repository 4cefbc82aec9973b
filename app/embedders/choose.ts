import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { EmbedderSource } from "../vectors/ports.ts";
import type { HttpEmbedderSettings } from "./http/endpoint.ts";
import { openOnce } from "./open-once.ts";

/** What turns text into vectors. */
export type EmbedderSettings =
  | { kind: "hashed-ngrams" }
  | ({ kind: "http" } & HttpEmbedderSettings)
  | { kind: "onnx"; directory: string };

export interface ChosenEmbedder extends EmbedderSource {
  /** Which it is and what that means for the quality of searches, a sentence or two for people. */
  description: string;
}

/** The embedder that the settings name; nothing of the others is loaded. */
export function chooseEmbedder(settings: EmbedderSettings): ChosenEmbedder {
  switch (settings.kind) {
    case "hashed-ngrams":
      return {
        description:
          "Searches by meaning compare parts of words: that forgives inflection and typing errors but " +
          "knows no synonyms. A model finds those (CHATS_EMBEDDER_URL or " +
          "CHATS_EMBEDDER_MODEL_DIRECTORY).",
        open: async () => hashedNgrams,
      };
    case "http":
      return {
        description:
          `Searches by meaning use the model ${settings.model}, which knows synonyms; the text of ` +
          `chats and queries goes to ${new URL(settings.url).host}.`,
        open: openOnce(async () => {
          const { httpEmbedder } = await import("./http/embedder.ts");
          return httpEmbedder(settings).open();
        }),
      };
    case "onnx":
      return {
        description:
          `Searches by meaning use the model in ${settings.directory}, which knows synonyms; it ` +
          "runs on this machine.",
        open: openOnce(async () => {
          const { onnxEmbedder } = await import("./onnx/embedder.ts");
          return onnxEmbedder(settings.directory).open();
        }),
      };
  }
}
