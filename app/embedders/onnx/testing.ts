import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A value in the wire format of protocol buffers, with its field number. */
type Field = [number: number, value: number | string | Uint8Array | Field[]];

export const dimensions = 8;

/** Tokens are letters, digits and signs; the marks come first. */
const marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
const letters = "abcdefghijklmnopqrstuvwxyz0123456789().,:='".split("");
const tokens = [...marks, ...letters, ...letters.map((letter) => `##${letter}`)];

/** Row of the table that the model has for a token. */
export function rowOf(token: string): number[] {
  const index = tokens.indexOf(token);
  return Array.from({ length: dimensions }, (_, at) => Math.fround(Math.sin(index * 7 + at * 3)));
}

/** Files of a model whose output for a token is that token's row of a table. */
export function modelFiles(options: { inputs?: string[]; output?: string } = {}) {
  const { inputs = ["input_ids", "attention_mask"], output = "last_hidden_state" } = options;
  return {
    "model.onnx": message(model(inputs, output)),
    "tokenizer.json": json(tokenizer),
  } as Record<string, Uint8Array | string>;
}

export function writeModel(folder: string, files: Record<string, Uint8Array | string>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function json(content: unknown): string {
  return JSON.stringify(content);
}

/** ModelProto of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto with one node, Gather. */
function model(inputs: string[], output: string): Field[] {
  const [float, int64] = [1, 7];
  const table = Float32Array.from(tokens.flatMap(rowOf));
  const node: Field[] = [
    [1, "table"],
    [1, "input_ids"],
    [2, output],
    [4, "Gather"],
  ];
  const tensor: Field[] = [
    [1, tokens.length],
    [1, dimensions],
    [2, float],
    [8, "table"],
    [9, new Uint8Array(table.buffer)],
  ];
  const dimension = (size: number | string): Field => [
    1,
    [[typeof size === "number" ? 1 : 2, size]],
  ];
  const value = (name: string, type: number, shape: (number | string)[]): Field[] => [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, type],
            [2, shape.map(dimension)],
          ],
        ],
      ],
    ],
  ];
  const graph: Field[] = [
    [1, node],
    [2, "table"],
    [5, tensor],
    ...inputs.map((name): Field => [11, value(name, int64, ["texts", "tokens"])]),
    [12, value(output, float, ["texts", "tokens", dimensions])],
  ];
  return [
    [1, 8],
    [7, graph],
    [
      8,
      [
        [1, ""],
        [2, 13],
      ],
    ],
  ];
}

function message(fields: Field[]): Uint8Array {
  return Buffer.concat(fields.map(field));
}

function field([number, value]: Field): Uint8Array {
  if (typeof value === "number") return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes =
    typeof value === "string" ? Buffer.from(value) : Array.isArray(value) ? message(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });

/** As BERT has it. */
const tokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: marks.map((content, id) => ({
    ...{ id, content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  })),
  normalizer: {
    ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
    ...{ strip_accents: null, lowercase: true },
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [special("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, special("[SEP]")],
    pair: [],
    special_tokens: Object.fromEntries(
      ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [tokens.indexOf(id)], tokens: [id] }]),
    ),
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##" },
    ...{ max_input_chars_per_word: 100 },
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
  },
};
