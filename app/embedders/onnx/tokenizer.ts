import { Tokenizer } from "@huggingface/tokenizers";
import type { ModelFolder } from "./model-folder.ts";

export interface Encoding {
  ids: number[];
}

/** The tokens of a text, no more than the model takes. */
export type Encode = (text: string) => Encoding;

export async function tokenizerOf(folder: ModelFolder): Promise<Encode> {
  const tokenizer = new Tokenizer(folder.tokenizer, folder.tokenizerSettings);
  const idsOf = (text: string): number[] => tokenizer.encode(text).ids;
  // Most models want marks around a text, which stay when its end is cut off.
  const [marks, marked] = [idsOf(""), idsOf("a")];
  const before = marks.findIndex((id, index) => marked[index] !== id);
  const after = before === -1 ? [] : marks.slice(before);
  return (text) => {
    const ids = idsOf(text);
    if (ids.length <= folder.tokens) return { ids };
    return { ids: [...ids.slice(0, folder.tokens - after.length), ...after] };
  };
}
