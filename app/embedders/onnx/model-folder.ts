import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Pooling } from "./pooling.ts";

/** A model of sentence-transformers, as it is exported. */
export interface ModelFolder {
  /** Of the folder. */
  name: string;
  modelFile: string;
  /** Start of the hash of that file: another model is another space, wherever it lies. */
  fingerprint: string;
  pooling: Pooling;
  /** The most tokens that the model takes. */
  tokens: number;
  /** Token that fills up a short text. */
  paddingId: number;
  /** Content of `tokenizer.json` and `tokenizer_config.json`. */
  tokenizer: object;
  tokenizerSettings: object;
}

/** What the model of a folder without any limit takes, as most that are exported do. */
const usualTokens = 512;

export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const modelFile = await firstOf(directory, ["model.onnx", "onnx/model.onnx"]);
  const tokenizer = await jsonOf(join(directory, "tokenizer.json"), tokenizerFile);
  if (tokenizer === undefined) throw missing(directory, "tokenizer.json");
  const settings = await jsonOf(join(directory, "tokenizer_config.json"), tokenizerConfig);
  const limits = await jsonOf(join(directory, "sentence_bert_config.json"), sentenceConfig);
  return {
    name: basename(resolve(directory)),
    modelFile,
    fingerprint: await fingerprintOf(modelFile),
    pooling: await poolingOf(directory),
    tokens: Math.min(
      limits?.max_seq_length ?? tokenizer.truncation?.max_length ?? usualTokens,
      settings?.model_max_length ?? Number.POSITIVE_INFINITY,
    ),
    paddingId: tokenizer.padding?.pad_id ?? 0,
    tokenizer,
    tokenizerSettings: settings ?? {},
  };
}

async function firstOf(directory: string, names: string[]): Promise<string> {
  for (const name of names) {
    const path = join(directory, name);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw missing(directory, names.join(" and no "));
}

function missing(directory: string, what: string): Error {
  return new Error(
    `CHATS_EMBEDDER_MODEL_DIRECTORY: there is no ${what} in ${directory}; use the folder of a model ` +
      "that sentence-transformers has exported to ONNX",
  );
}

const count = z.number().positive();
const tokenizerFile = z.looseObject({
  truncation: z.looseObject({ max_length: count }).nullish(),
  padding: z.looseObject({ pad_id: z.int().min(0) }).nullish(),
});
/** A number beyond all limits where the model has none. */
const tokenizerConfig = z.looseObject({ model_max_length: count.nullish() });
const sentenceConfig = z.looseObject({ max_seq_length: count.nullish() });
const modulesFile = z.array(z.looseObject({ type: z.string(), path: z.string() }));
const poolingConfig = z.looseObject({
  pooling_mode_cls_token: z.boolean().optional(),
  pooling_mode_mean_tokens: z.boolean().optional(),
});

/** Where the folder says nothing the mean, which most models are made for. */
async function poolingOf(directory: string): Promise<Pooling> {
  const modules = await jsonOf(join(directory, "modules.json"), modulesFile);
  // All vectors are brought to length 1 here, which is what Normalize stands for.
  const other = modules?.find(({ type }) => !/\.(?:Transformer|Pooling|Normalize)$/.test(type));
  if (other !== undefined) {
    throw new Error(
      `${join(directory, "modules.json")}: the module ${other.type} is not known here; ` +
        "use a model of Transformer, Pooling and Normalize alone",
    );
  }
  const path = modules?.find(({ type }) => type.endsWith(".Pooling"))?.path ?? "1_Pooling";
  const file = join(directory, path, "config.json");
  const config = await jsonOf(file, poolingConfig);
  if (config === undefined || config.pooling_mode_mean_tokens) return "mean";
  if (config.pooling_mode_cls_token) return "cls";
  throw new Error(
    `${file}: neither pooling_mode_mean_tokens nor pooling_mode_cls_token is true; ` +
      "use a model with one of the two",
  );
}

/** Undefined without the file. */
async function jsonOf<Content>(
  path: string,
  schema: z.ZodType<Content>,
): Promise<Content | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: not JSON (${error instanceof Error ? error.message : error})`);
  }
  const reading = schema.safeParse(content);
  if (reading.success) return reading.data;
  const [issue] = reading.error.issues;
  throw new Error(`${path}: ${issue?.path.join(".")}: ${issue?.message}`);
}

async function fingerprintOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex").slice(0, 8);
}
