import { passes } from "./checks.ts";
import { lint, type Range } from "./lint.ts";
import { nextHit, rulesFor } from "./prefilter.ts";
import { tokenStart } from "./rules/prefixed.ts";
import type { PatternRule, Rule, SecretlintRule } from "./rules/rule.ts";

/** A stretch of a text that one rule takes for a secret. */
export interface Candidate extends Range {
  rule: Rule;
  /** The secret with what stands around it and made the rule match. */
  whole: Range;
}

/** What every rule finds in `text`, overlapping and in no order. */
export function candidatesIn(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  // No rule is tried again within what it has taken or linted; that bounds the time.
  const doneUntil = new Map<Rule, number>();
  for (let hit = nextHit(text, 0); hit !== undefined; hit = nextHit(text, hit.index + 1)) {
    for (const rule of rulesFor(hit.needle)) {
      if (hit.index < (doneUntil.get(rule) ?? 0)) continue;
      const attempt = attemptAt(text, hit.index, rule);
      if (attempt === undefined) continue;
      candidates.push(...attempt.candidates);
      doneUntil.set(rule, attempt.end);
    }
  }
  return candidates;
}

interface Attempt {
  candidates: Candidate[];
  /** Up to here the rule needs no other attempt. */
  end: number;
}

function attemptAt(text: string, needleAt: number, rule: Rule): Attempt | undefined {
  return "pattern" in rule ? match(text, needleAt, rule) : lintRun(text, needleAt, rule);
}

function match(text: string, needleAt: number, rule: PatternRule): Attempt | undefined {
  const from = needleAt - (rule.lead ?? 0);
  if (from < 0) return undefined;
  const expression = expressions.get(rule) ?? compiled(rule);
  expression.lastIndex = from;
  const found = expression.exec(text);
  if (found === null) return undefined;
  const [start, end] = found.indices?.findLast((range) => range !== undefined) ?? [from, from];
  if (!passes(rule.check, text.slice(start, end))) return undefined;
  const whole = { start: from, end: from + found[0].length };
  return { candidates: [{ rule, start, end, whole }], end: whole.end };
}

const expressions = new Map<PatternRule, RegExp>();

/** The rule's pattern, made to match at one place and to tell the places of its groups. */
function compiled(rule: PatternRule): RegExp {
  const expression = new RegExp(rule.pattern, `${rule.pattern.flags}dy`);
  expressions.set(rule, expression);
  return expression;
}

/** Lints the run of a token's characters that begins at the needle. */
function lintRun(text: string, needleAt: number, rule: SecretlintRule): Attempt {
  tokenRun.lastIndex = needleAt;
  tokenRun.test(text);
  const end = tokenRun.lastIndex;
  if (end - needleAt < shortestToken) return { candidates: [], end };
  startOfToken.lastIndex = needleAt;
  // A rule looks at the letters around a token; two units hold any letter. It knows no escapes.
  const from = startOfToken.test(text) ? needleAt : Math.max(0, needleAt - 2);
  const candidates = lint(rule.secretlint, text.slice(from, end)).map((found) => {
    const range = { start: from + found.start, end: from + found.end };
    return { rule, ...range, whole: range };
  });
  return { candidates, end };
}

/** Spares a run through the rule at words such as `task-list`, which hold `sk-`. */
const shortestToken = 20;
const tokenRun = /[\w./:+=~-]*/y;
const startOfToken = new RegExp(tokenStart, "y");
