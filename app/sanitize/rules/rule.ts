import type { Check } from "../checks.ts";

/** Finds one kind of secret. All rules are data: `rulesVersion` is taken from them. */
export type Rule = PatternRule | SecretlintRule;

interface Described {
  /** Kind of secret, kebab-case; stands in the placeholder. Several rules may find one kind. */
  id: string;
  description: string;
  /** Literal texts of three characters or more, one in every match; lower case where case is ignored. */
  needles: string[];
  examples: Examples;
  /** Where the format is described. */
  source: string;
}

export interface PatternRule extends Described {
  /**
   * Tried where a needle stands. Its last group that took part is the secret, without groups the
   * whole match. Every repetition is bounded or can be entered at one place only, so that time
   * stays linear.
   */
  pattern: RegExp;
  /** Characters of the match that stand before the needle; default 0. */
  lead?: number;
  /** Default false. */
  ignoresCase?: boolean;
  /** What the secret must pass besides the pattern; default nothing. */
  check?: Check;
}

export interface SecretlintRule extends Described {
  /** Name of a rule of secretlint's recommended preset, without `@secretlint/secretlint-rule-`. */
  secretlint: string;
}

/** Texts that the tests, the bench and a reader take a rule by. */
export interface Examples {
  /** Exactly what stands between « and » is redacted; the marks are no part of the text. */
  secrets: string[];
  /** Texts in which the rule finds nothing. */
  harmless: string[];
}
