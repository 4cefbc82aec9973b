import { isLoopback } from "../http/loopback.ts";
import type { EmbedderSource } from "../vectors/ports.ts";
import type { HttpEmbedderSettings } from "./http/endpoint.ts";
import { ngramThreads } from "./ngram-threads.ts";
import { openOnce } from "./open-once.ts";

/** What turns text into vectors. */
export type EmbedderSettings =
  | { kind: "hashed-ngrams" }
  | ({ kind: "http" } & HttpEmbedderSettings)
  | { kind: "onnx"; directory: string };

export interface ChosenEmbedder extends EmbedderSource {
  /** Which it is and what that means for the quality of searches, a sentence or two for people. */
  description: string;
  /** Whether the texts that it is given stay on this machine. */
  isLocal: boolean;
}

/** The embedder that the settings name; nothing of the others is loaded. */
export function chooseEmbedder(settings: EmbedderSettings): ChosenEmbedder {
  switch (settings.kind) {
    case "hashed-ngrams":
      return {
        description:
          "Searches by meaning compare parts of words, which knows no synonyms; a model finds those " +
          "(CHATS_EMBEDDER_URL or CHATS_EMBEDDER_MODEL_DIRECTORY).",
        isLocal: true,
        open: openOnce(async () => ngramThreads()),
      };
    case "http":
      return {
        description:
          `Searches by meaning use the model ${settings.model}, which knows synonyms; the text of ` +
          `chats and queries goes to ${new URL(settings.url).host}.`,
        isLocal: isLoopback(new URL(settings.url).hostname),
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
        isLocal: true,
        open: openOnce(async () => {
          const { onnxEmbedder } = await import("./onnx/embedder.ts");
          return onnxEmbedder(settings.directory).open();
        }),
      };
  }
}
