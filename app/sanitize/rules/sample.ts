const alphabets = {
  digits: "0123456789",
  hex: "0123456789abcdef",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  lower: "abcdefghijklmnopqrstuvwxyz0123456789",
  letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  alphanumeric: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

/**
 * Characters that look random and are always the same. Examples are put together with it, so that
 * no file of this project holds anything that a scanner takes for a secret.
 */
export function sample(alphabet: keyof typeof alphabets, length: number): string {
  const characters = alphabets[alphabet];
  let state = length;
  let text = "";
  while (text.length < length) {
    // The generator of Numerical Recipes; its high bits are the random ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const character = characters.charAt((state >>> 16) % characters.length);
    // A sign at either end would make the example end elsewhere than the secret does.
    const atEnd = text === "" || text.length === length - 1;
    text += atEnd && /[+/_-]/.test(character) ? "7" : character;
  }
  return text;
}
