import type { Embedder, EmbedderSource } from "../../vectors/ports.ts";
import { openOnce } from "../open-once.ts";
import { similarityFloor, unrelatedTexts } from "../similarity-floor.ts";
import { textBatches } from "../text-batches.ts";
import { embeddingsOf } from "./answer.ts";
import { type Endpoint, endpointOf, type HttpEmbedderSettings } from "./endpoint.ts";
import { type Pauses, patientPost } from "./patient-post.ts";
import { TextTooLong } from "./post.ts";

/** So much at once is a matter of seconds for a small model on a processor. */
const batchLimits = { count: 32, characters: 32_000, longestText: 8_000 };

/** A text of fewer characters is never cut further. */
const shortestCut = 200;

/**
 * Vectors of a server that speaks OpenAI's API for embeddings, as Ollama, Hugging Face's Text
 * Embeddings Inference, vLLM and Azure OpenAI do. The dimensions and the floor are those of its first
 * answer; from then on another number of dimensions is an error. Of a long text the start counts:
 * 8,000 characters, or what the model takes.
 *
 * Throws `StoreUnavailable` where the server is away or busy for too long, and an Error that names
 * the field where its answer is of no use.
 */
export function httpEmbedder(settings: HttpEmbedderSettings, pauses?: Pauses): EmbedderSource {
  const endpoint = endpointOf(settings);
  const ask: Ask = (texts, dimensions, signal) =>
    embedded({ endpoint, model: settings.model, pauses, dimensions, signal }, texts);
  return { open: openOnce(() => opened(settings.model, ask)) };
}

type Ask = (
  texts: string[],
  dimensions: number | undefined,
  signal: AbortSignal | undefined,
) => Promise<Float32Array[]>;

async function opened(model: string, ask: Ask): Promise<Embedder> {
  const vectors = await ask(unrelatedTexts, undefined, undefined);
  const dimensions = vectors[0]?.length ?? 0;
  return {
    generation: `http-${model}-${dimensions}-v1`,
    dimensions,
    similarityFloor: similarityFloor(vectors),
    async embed(texts, signal) {
      signal?.throwIfAborted();
      const made: Float32Array[] = texts.map(() => new Float32Array(dimensions));
      for (const batch of textBatches(texts, batchLimits)) {
        const batchVectors = await ask(
          batch.map(({ text }) => text),
          dimensions,
          signal,
        );
        for (const [index, { place }] of batch.entries()) {
          made[place] = batchVectors[index] ?? new Float32Array(dimensions);
        }
      }
      return made;
    },
  };
}

interface Question {
  endpoint: Endpoint;
  model: string;
  /** Undefined for the first one. */
  dimensions: number | undefined;
  pauses: Pauses | undefined;
  signal: AbortSignal | undefined;
}

/** Models differ in how much they take, and some servers refuse more instead of cutting it. */
async function embedded(question: Question, texts: string[]): Promise<Float32Array[]> {
  const { endpoint, model, dimensions, pauses, signal } = question;
  try {
    const answer = await patientPost(endpoint, { model, input: texts }, { pauses, signal });
    return embeddingsOf(answer, texts.length, dimensions);
  } catch (error) {
    if (!(error instanceof TextTooLong)) throw error;
    const [text = ""] = texts;
    if (texts.length > 1) {
      const half = Math.ceil(texts.length / 2);
      const first = await embedded(question, texts.slice(0, half));
      return [...first, ...(await embedded(question, texts.slice(half)))];
    }
    if (text.length < 2 * shortestCut) throw error;
    return embedded(question, [text.slice(0, text.length / 2).toWellFormed()]);
  }
}
