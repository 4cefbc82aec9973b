import { literal } from "../literal.ts";
import type { PatternRule } from "./rule.ts";

/** A token that is known by how it begins. */
export interface PrefixedToken {
  id: string;
  description: string;
  prefixes: string[];
  /** What follows the prefix, as a regular expression. */
  body: string;
  /** A body for the examples. */
  sample: string;
  source: string;
}

/** The rule of a prefixed token, with examples: whole, cut off, and within another word. */
export function prefixed(token: PrefixedToken): PatternRule {
  const { id, description, prefixes, body, source } = token;
  return {
    id,
    description,
    needles: prefixes,
    pattern: new RegExp(`${tokenStart}(?:${prefixes.map(literal).join("|")})${body}${tokenEnd}`),
    examples: {
      secrets: prefixes.map((prefix) => `use «${prefix}${token.sample}» here`),
      harmless: prefixes.flatMap((prefix) => [
        `${prefix}${token.sample.slice(0, 5)} and so on`,
        `a${prefix}${token.sample}`,
      ]),
    },
    source,
  };
}

/** No letter or digit stands before a token. */
export const tokenStart = startOutside("A-Za-z0-9");

export const tokenEnd = "(?![A-Za-z0-9])";

/**
 * A place that has none of `characters` before it, or that follows an escape: in JSON text a token
 * at the start of a line follows `\n`, in an address it may follow `%3D`.
 */
export function startOutside(characters: string): string {
  return `(?:(?<![${characters}])|(?<=\\\\[bfnrt]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}))`;
}
