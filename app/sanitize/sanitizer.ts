import { sanitizedJson } from "./json-values.ts";
import { type Finding, redactor } from "./redaction.ts";
import { rulesVersion } from "./rules-version.ts";
import { sanitizedText } from "./text.ts";

/** Takes secrets out of what is to be stored. Synchronous; keeps nothing, logs nothing. */
export interface Sanitizer {
  /** Changes with every rule; text that was sanitized under another version is worth a new scan. */
  rulesVersion: string;
  /** `text` with a placeholder for every secret; the same text where there is none. */
  sanitize(text: string): { text: string; findings: Finding[] };
  /**
   * A JSON value of any shape with every text in it sanitized, and the values of fields such as
   * `password`. Parts that need no change are shared with `value`, which is never altered.
   */
  sanitizeJson(value: unknown): { value: unknown; findings: Finding[] };
}

/**
 * A sanitizer whose hashes belong to `key`: at least 16 random bytes that stay the same for a
 * store. Throws where there are fewer.
 */
export function sanitizer({ key }: { key: Uint8Array }): Sanitizer {
  if (key.length < 16) {
    throw new Error(`key: must have at least 16 bytes, got ${key.length}; use 32 random ones`);
  }
  return {
    rulesVersion,
    sanitize(text) {
      const { redact, findings } = redactor(key);
      return { text: sanitizedText(text, redact), findings };
    },
    sanitizeJson(value) {
      const { redact, findings } = redactor(key);
      return { value: sanitizedJson(value, redact), findings };
    },
  };
}
