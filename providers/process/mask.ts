/** Lines of a secret shorter than this, such as a brace, hide nothing and are left readable. */
const shortestMaskedLine = 4;

/**
 * The text with every secret replaced by `[secret]`: as it is, as JSON and URLs spell it, and line by
 * line where a secret has several, because a log is cut into lines.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  // Longest first: a secret inside another must not leave the rest of that one readable.
  const spelled = [...new Set(secrets.flatMap(spellings))]
    .filter((spelling) => spelling !== "")
    .sort((a, b) => b.length - a.length);
  if (spelled.length === 0) {
    return text;
  }
  return text.replace(new RegExp(spelled.map(escapePattern).join("|"), "g"), "[secret]");
}

function spellings(secret: string): string[] {
  const lines = secret.split("\n").map((line) => line.trim());
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    ...lines.filter((line) => line.length >= shortestMaskedLine),
  ];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
