import { matchesIn } from "./matches.ts";
import type { Redact } from "./redaction.ts";

/** `text` with what `redact` gives for every secret in it; all else stays unit for unit. */
export function sanitizedText(text: string, redact: Redact): string {
  const matches = matchesIn(text);
  if (matches.length === 0) return text;
  let sanitized = "";
  let copiedUntil = 0;
  for (const { rule, secret, start, end } of matches) {
    sanitized += text.slice(copiedUntil, start) + redact(rule, secret);
    copiedUntil = end;
  }
  return sanitized + text.slice(copiedUntil);
}
