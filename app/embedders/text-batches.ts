/** A text with its place in the list that it came from. */
export interface PlacedText {
  place: number;
  text: string;
}

/**
 * Texts as a model gets them: cut to `longestText` characters, well-formed, and without those that
 * say nothing, in batches of at most `count` texts and `characters` characters.
 */
export function* textBatches(
  texts: string[],
  limits: { count: number; characters: number; longestText: number },
): Generator<PlacedText[]> {
  let batch: PlacedText[] = [];
  let characters = 0;
  for (const [place, whole] of texts.entries()) {
    // A pair of surrogates that the cut parts is no text any more.
    const text = whole.slice(0, limits.longestText).toWellFormed();
    if (text.trim() === "") continue;
    const isFull = batch.length === limits.count || characters + text.length > limits.characters;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push({ place, text });
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}
