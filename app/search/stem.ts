/**
 * The stem of an English word, by Porter's algorithm (An algorithm for suffix stripping, 1980, with
 * his later `bli` and `logi`), so that what SQLite's `porter` tokenizer finds can be marked. `word`
 * is lower case; words of one or two letters or with other characters are their own stem.
 */
export function stem(word: string): string {
  if (word.length < 3 || word.length > longestStemmed || !/^[a-z]+$/.test(word)) return word;
  return [withoutPlural, withoutTense, withFinalI, step2, step3, step4, withoutFinalE].reduce(
    (rest, step) => step(rest),
    word,
  );
}

/** SQLite's tokenizer leaves longer words alone (FTS5_PORTER_MAX_TOKEN). */
const longestStemmed = 64;

/** Step 1a. */
function withoutPlural(word: string): string {
  if (/.sses$/.test(word) || /.ies$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Step 1b. */
function withoutTense(word: string): string {
  if (/.eed$/.test(word)) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ["ed", "ing"].find((ending) => word.endsWith(ending));
  const rest = suffix === undefined ? "" : word.slice(0, -suffix.length);
  if (!hasVowel(rest)) return word;
  if (/(at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/([^aeioulsz])\1$/.test(rest)) return rest.slice(0, -1);
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

/** Step 1c. */
function withFinalI(word: string): string {
  return word.endsWith("y") && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

function step2(word: string): string {
  return withoutSuffix(word, doubleSuffixes, 0);
}

function step3(word: string): string {
  return withoutSuffix(word, singleSuffixes, 0);
}

function step4(word: string): string {
  return withoutSuffix(word, residues, 1);
}

/** Step 5. */
function withoutFinalE(word: string): string {
  let rest = word;
  if (rest.endsWith("e")) {
    const shorter = rest.slice(0, -1);
    const m = measure(shorter);
    if (m > 1 || (m === 1 && !endsShort(shorter))) rest = shorter;
  }
  return rest.endsWith("ll") && measure(rest.slice(0, -1)) > 1 ? rest.slice(0, -1) : rest;
}

/** Where one suffix ends with another, the longer one stands first. */
const doubleSuffixes: Suffixes = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["logi", "log"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];

const singleSuffixes: Suffixes = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

const residues: Suffixes =
  "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize"
    .split(" ")
    .map((suffix) => [suffix, ""]);

type Suffixes = readonly (readonly [suffix: string, replacement: string])[];

/** The first suffix that fits decides, whether its stem is long enough or not. */
function withoutSuffix(word: string, suffixes: Suffixes, measureAbove: number): string {
  for (const [suffix, replacement] of suffixes) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    if (suffix === "ion" && !/[st]$/.test(rest)) continue;
    return measure(rest) > measureAbove ? rest + replacement : word;
  }
  return word;
}

/** Porter's m: how often a vowel is followed by a consonant. */
function measure(word: string): number {
  let count = 0;
  for (let index = 1; index < word.length; index++) {
    if (vowelAt(word, index - 1) && !vowelAt(word, index)) count += 1;
  }
  return count;
}

function hasVowel(word: string): boolean {
  for (let index = 0; index < word.length; index++) if (vowelAt(word, index)) return true;
  return false;
}

/** Porter's *o: consonant, vowel, consonant, and the last is none of w, x, y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return (
    last >= 2 &&
    !vowelAt(word, last - 2) &&
    vowelAt(word, last - 1) &&
    !vowelAt(word, last) &&
    !/[wxy]$/.test(word)
  );
}

function vowelAt(word: string, index: number): boolean {
  const letter = word.charAt(index);
  if (letter === "y") return index > 0 && !vowelAt(word, index - 1);
  return "aeiou".includes(letter);
}
