import { setImmediate } from "node:timers/promises";
import type { EmbedderSource } from "../../vectors/ports.ts";
import { openOnce } from "../open-once.ts";
import { similarityFloor, unrelatedTexts } from "../similarity-floor.ts";
import { textBatches } from "../text-batches.ts";
import { unitVector } from "../unit-vector.ts";
import { type ModelFolder, readModelFolder } from "./model-folder.ts";
import { pooled } from "./pooling.ts";
import { loadRuntime, type Runtime, type Session } from "./runtime.ts";
import { type Encode, type Encoding, tokenizerOf } from "./tokenizer.ts";

/** Small enough that a search waits for no more than a moment of a batch before it. */
const textsPerBatch = 16;

/** Hardly a text has tokens that are longer on average. */
const charactersPerToken = 8;

/**
 * Vectors of a model in a folder of this machine: the ONNX export of any model of sentence-transformers.
 * It runs beside the event loop. Of a long text the start counts, as far as the model reads. Throws an
 * Error that names the file where the folder has no such model, or says what to install where the
 * runtime is missing.
 */
export function onnxEmbedder(
  directory: string,
  runtime: () => Promise<Runtime> = loadRuntime,
): EmbedderSource {
  return {
    open: openOnce(async () => {
      const folder = await readModelFolder(directory);
      const encode = await tokenizerOf(folder);
      const { InferenceSession, Tensor } = await runtime();
      const session = await InferenceSession.create(folder.modelFile);
      const model: Model = { folder, encode, session, Tensor };
      const vectors = await embedded(model, unrelatedTexts, undefined);
      const dimensions = vectors.find((vector) => vector !== undefined)?.length ?? 0;
      return {
        generation: `onnx-${folder.name}-${folder.fingerprint}-${dimensions}-v1`,
        dimensions,
        similarityFloor: similarityFloor(vectors.filter((vector) => vector !== undefined)),
        async embed(texts, signal) {
          signal?.throwIfAborted();
          const made = await embedded(model, texts, signal);
          return made.map((vector) => vector ?? new Float32Array(dimensions));
        },
      };
    }),
  };
}

interface Model {
  folder: ModelFolder;
  encode: Encode;
  session: Session;
  Tensor: Runtime["Tensor"];
}

/** Undefined for a text that says nothing. */
async function embedded(
  model: Model,
  texts: string[],
  signal: AbortSignal | undefined,
): Promise<(Float32Array | undefined)[]> {
  const longestText = model.folder.tokens * charactersPerToken;
  const limits = { count: textsPerBatch, characters: Number.POSITIVE_INFINITY, longestText };
  const vectors: (Float32Array | undefined)[] = texts.map(() => undefined);
  for (const batch of textBatches(texts, limits)) {
    const encodings: Encoding[] = [];
    for (const { text } of batch) {
      // Others have their turn: the tokenizer, unlike the model, runs on the event loop.
      await setImmediate();
      signal?.throwIfAborted();
      encodings.push(model.encode(text));
    }
    const made = await vectorsOf(model, encodings);
    for (const [index, { place }] of batch.entries()) vectors[place] = made[index];
  }
  return vectors;
}

async function vectorsOf(model: Model, encodings: Encoding[]): Promise<Float32Array[]> {
  const { folder, session } = model;
  const length = Math.max(...encodings.map(({ ids }) => ids.length));
  const outputs = await session.run(inputsOf(model, encodings, length));
  const counts = encodings.map(({ ids }) => ids.length);
  return pooled(outputs, { pooling: folder.pooling, counts, length }).map((vector) =>
    unitVector(vector, `${folder.modelFile}: output`),
  );
}

/** Texts of different lengths, filled up to that of the longest with what the mask leaves out. */
function inputsOf({ session, folder, Tensor }: Model, encodings: Encoding[], length: number) {
  const shape = [encodings.length, length];
  const tensor = (valueAt: (encoding: Encoding, position: number) => number) => {
    const values = new BigInt64Array(encodings.length * length);
    for (const [row, encoding] of encodings.entries()) {
      for (let position = 0; position < length; position++) {
        values[row * length + position] = BigInt(valueAt(encoding, position));
      }
    }
    return new Tensor("int64", values, shape);
  };
  const known: Record<string, () => InstanceType<Runtime["Tensor"]>> = {
    input_ids: () => tensor(({ ids }, position) => ids[position] ?? folder.paddingId),
    attention_mask: () => tensor(({ ids }, position) => (position < ids.length ? 1 : 0)),
    token_type_ids: () => tensor(() => 0),
    position_ids: () => tensor((_, position) => position),
  };
  return Object.fromEntries(
    session.inputNames.map((name) => {
      const make = known[name];
      if (make === undefined) {
        throw new Error(
          `${folder.modelFile}: it has the input "${name}", which no model of texts alone has; ` +
            `use one with ${Object.keys(known).join(", ")}`,
        );
      }
      return [name, make()];
    }),
  );
}
