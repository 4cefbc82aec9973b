import { type Candidate, candidatesIn } from "./candidates.ts";
import type { Range } from "./lint.ts";
import { placeholder } from "./redaction.ts";
import { rules } from "./rules/rules.ts";

/** A secret in a text. */
export interface Match extends Range {
  /** Id of the rule that found it. */
  rule: string;
  /** What its hash is made of; shorter than the range where matches overlapped. */
  secret: string;
}

/** The secrets of `text`, in order and apart from each other; none of them is a placeholder. */
export function matchesIn(text: string): Match[] {
  const candidates = candidatesIn(text);
  return candidates.length === 0 ? [] : merged(awayFromPlaceholders(candidates, text), text);
}

/**
 * Without those that touch a placeholder: there a secret stood, and a match that has its place as
 * context or as an end would be new only because it is gone. So a second run changes nothing.
 */
function awayFromPlaceholders(candidates: Candidate[], text: string): Candidate[] {
  const placeholders = text.matchAll(placeholder);
  let next = placeholders.next().value;
  return candidates
    .toSorted((a, b) => a.whole.start - b.whole.start)
    .filter(({ whole }) => {
      while (next !== undefined && next.index + next[0].length < whole.start) {
        next = placeholders.next().value;
      }
      return next === undefined || next.index > whole.end;
    });
}

/** Overlapping ones become one that the longest names, or of equal ones the first in the table. */
function merged(candidates: Candidate[], text: string): Match[] {
  const matches: Match[] = [];
  for (const { rule, start, end } of candidates.toSorted(byPlace)) {
    const secret = text.slice(start, end);
    const last = matches.at(-1);
    if (last === undefined || start >= last.end) {
      matches.push({ rule: rule.id, secret, start, end });
    } else {
      if (secret.length > last.secret.length) Object.assign(last, { rule: rule.id, secret });
      last.end = Math.max(last.end, end);
    }
  }
  return matches;
}

function byPlace(a: Candidate, b: Candidate): number {
  return a.start - b.start || b.end - a.end || rules.indexOf(a.rule) - rules.indexOf(b.rule);
}
