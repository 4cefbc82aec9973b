import { describe, expect, it, onTestFinished } from "vitest";
import { onnxRuntime } from "../../../test/support/onnxruntime.ts";
import { temporaryFolder } from "../../commands/testing.ts";
import { embedderContract } from "../embedder-contract.ts";
import { onnxEmbedder } from "./embedder.ts";
import { dimensions, json, modelFiles, rowOf, writeModel } from "./testing.ts";

const runtime = onnxRuntime();

function folderWith(files: Record<string, Uint8Array | string>): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return writeModel(folder.path, files);
}

const opened = (files: Record<string, Uint8Array | string>) =>
  onnxEmbedder(folderWith(files), runtime).open();

embedderContract("a model in a folder", () => opened(modelFiles()));

/** What mean pooling must make of these tokens. */
function meanOf(...tokens: string[]): number[] {
  const sum = Array.from({ length: dimensions }, (_, at) =>
    tokens.reduce((total, token) => total + (rowOf(token)[at] ?? 0), 0),
  );
  return sum.map((component) => component / Math.hypot(...sum));
}

const rounded = (vector: ArrayLike<number> | undefined) =>
  Array.from(vector ?? [], (component) => component.toFixed(4));

const modules = (...types: string[]) =>
  json(
    types.map((type, index) => ({
      idx: index,
      path: type === "Pooling" ? "1_Pooling" : "",
      type: `sentence_transformers.models.${type}`,
    })),
  );
const poolingConfig = (mode: string) => json({ word_embedding_dimension: 8, [mode]: true });

describe("onnxEmbedder", () => {
  it("takes the mean of the tokens, without those that fill up a short text", async () => {
    const { embed } = await opened(modelFiles());
    const [short, long] = await embed(["ab", "abcabcabcabc"]);
    expect(rounded(short)).toEqual(rounded(meanOf("[CLS]", "a", "##b", "[SEP]")));
    const [again] = await embed(["abcabcabcabc"]);
    expect(rounded(long)).toEqual(rounded(again));
  });

  it("takes the first token where the folder says so", async () => {
    const { embed } = await opened({
      ...modelFiles(),
      "modules.json": modules("Transformer", "Pooling", "Normalize"),
      "1_Pooling/config.json": poolingConfig("pooling_mode_cls_token"),
    });
    expect(rounded((await embed(["ab"]))[0])).toEqual(rounded(meanOf("[CLS]")));
  });

  it("reads no more tokens than the model takes, the last mark among them", async () => {
    const { embed } = await opened({
      ...modelFiles(),
      "sentence_bert_config.json": json({ max_seq_length: 4, do_lower_case: false }),
      "tokenizer_config.json": json({ model_max_length: 1e30 }),
    });
    expect(rounded((await embed(["abcdef"]))[0])).toEqual(
      rounded(meanOf("[CLS]", "a", "##b", "[SEP]")),
    );
  });

  it("finds the model in the folder onnx, whatever of the usual inputs it has", async () => {
    const { "model.onnx": model = "", ...rest } = modelFiles({
      inputs: ["input_ids", "token_type_ids", "position_ids"],
    });
    const { embed } = await opened({ ...rest, "onnx/model.onnx": model });
    expect(rounded((await embed(["a"]))[0])).toEqual(rounded(meanOf("[CLS]", "a", "[SEP]")));
  });

  it("is another space once the model is another one", async () => {
    const [one, other] = [
      await opened(modelFiles()),
      await opened(modelFiles({ output: "other" })),
    ];
    expect(one.generation).toMatch(/^onnx-chats-\w+-[\da-f]{8}-8-v1$/);
    expect(one.generation.slice(-15)).not.toBe(other.generation.slice(-15));
  });

  it.each<[string, Record<string, Uint8Array | string>, string]>([
    ["no model", { "tokenizer.json": "{}" }, "there is no model.onnx and no onnx/model.onnx in"],
    ["no tokenizer", { "model.onnx": "" }, "there is no tokenizer.json in"],
    ["a torn file", { ...modelFiles(), "tokenizer.json": "{" }, "tokenizer.json: not JSON"],
    [
      "a limit that is none",
      { ...modelFiles(), "sentence_bert_config.json": json({ max_seq_length: "many" }) },
      "sentence_bert_config.json: max_seq_length: Invalid input: expected number",
    ],
    [
      "another pooling",
      { ...modelFiles(), "1_Pooling/config.json": poolingConfig("pooling_mode_max_tokens") },
      "config.json: neither pooling_mode_mean_tokens nor pooling_mode_cls_token is true",
    ],
    [
      "another module",
      { ...modelFiles(), "modules.json": modules("Transformer", "Pooling", "Dense") },
      "modules.json: the module sentence_transformers.models.Dense is not known here",
    ],
    [
      "a model of more than texts",
      modelFiles({ inputs: ["input_ids", "pixels"] }),
      'it has the input "pixels"',
    ],
    ["a model that is none", { ...modelFiles(), "model.onnx": "no protobuf" }, "model.onnx"],
  ])("names the file of a folder with %s", async (_, files, message) => {
    await expect(opened(files)).rejects.toThrow(message);
  });

  it("says what to install where the runtime is missing", async () => {
    await expect(onnxEmbedder(folderWith(modelFiles())).open()).rejects.toThrow(
      /^CHATS_EMBEDDER_MODEL_DIRECTORY: onnxruntime-node cannot be loaded \(.*\); install it: npm install --no-save --ignore-scripts onnxruntime-node@1\.30\.0$/,
    );
  });

  it("runs beside the event loop", async () => {
    const { embed } = await opened(modelFiles());
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    await embed(new Array(64).fill("abc ".repeat(1_000)));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });
});
