/** What an expression of a workflow gives. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** What an expression may name. */
export interface Scope {
  /** By name, for example `github`. */
  contexts: Record<string, Value>;
  /** Whether nothing before has failed. */
  succeeded: boolean;
}

/**
 * Evaluates what stands between `${{` and `}}`: the part of GitHub's language that our workflows use.
 * Throws an Error for everything else.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(expression: string, scope: Scope): Value {
  const tokens = tokensOf(expression);
  const parser = { tokens, at: 0, scope };
  const value = either(parser);
  if (parser.at < tokens.length) throw unexpected(parser);
  return value;
}

/** Replaces every `${{ … }}` in a text. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    asText(evaluate(expression, scope), expression),
  );
}

/** As `interpolate`, each of several texts. */
export function interpolated(texts: Record<string, string>, scope: Scope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, interpolate(text, scope)]),
  );
}

/** Whether a value counts as true. */
export function isTrue(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== "";
}

interface Parser {
  tokens: string[];
  at: number;
  scope: Scope;
}

const tokenPattern = /\s*('(?:[^']|'')*'|\d+|[A-Za-z_][\w-]*|==|!=|&&|\|\||[!().,*[\]])/y;

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const text = expression.trim();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const start = tokenPattern.lastIndex;
    const token = tokenPattern.exec(text)?.[1];
    if (token === undefined) throw new Error(`${text}: unsupported from "${text.slice(start)}"`);
    tokens.push(token);
  }
  return tokens;
}

function either(parser: Parser): Value {
  let left = both(parser);
  while (take(parser, "||")) {
    const right = both(parser);
    left = isTrue(left) ? left : right;
  }
  return left;
}

function both(parser: Parser): Value {
  let left = comparison(parser);
  while (take(parser, "&&")) {
    const right = comparison(parser);
    left = isTrue(left) ? right : left;
  }
  return left;
}

function comparison(parser: Parser): Value {
  const left = negation(parser);
  if (take(parser, "==")) return areEqual(left, negation(parser));
  if (take(parser, "!=")) return !areEqual(left, negation(parser));
  return left;
}

function negation(parser: Parser): Value {
  return take(parser, "!") ? !isTrue(negation(parser)) : operand(parser);
}

function operand(parser: Parser): Value {
  const token = next(parser);
  if (token === "(") {
    const value = either(parser);
    expect(parser, ")");
    return value;
  }
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^\d/.test(token)) return Number(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  if (!/^\w/.test(token)) throw unexpected({ ...parser, at: parser.at - 1 });
  return parser.tokens[parser.at] === "(" ? call(parser, token) : path(parser, token);
}

function call(parser: Parser, name: string): Value {
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!run) throw new Error(`${name}(): is not supported here; add it to the runner`);
  expect(parser, "(");
  const args: Value[] = [];
  while (!take(parser, ")")) {
    if (args.length > 0) expect(parser, ",");
    args.push(either(parser));
  }
  return run(args, parser.scope);
}

const functions: Record<string, (args: Value[], scope: Scope) => Value> = {
  always: () => true,
  success: (_, { succeeded }) => succeeded,
  failure: (_, { succeeded }) => !succeeded,
  contains: ([where = null, what = null]) =>
    Array.isArray(where)
      ? where.some((item) => areEqual(item, what))
      : asText(where).toLowerCase().includes(asText(what).toLowerCase()),
};

function path(parser: Parser, root: string): Value {
  let value = parser.scope.contexts[root];
  if (value === undefined) throw new Error(`${root}: is no context here`);
  let name = root;
  while (take(parser, ".")) {
    const key = next(parser);
    if (key === "*") {
      value = Array.isArray(value) ? value : Object.values(asObject(value));
      expect(parser, ".");
      const inner = next(parser);
      return value.map((item) => asObject(item)[inner] ?? null);
    }
    // GitHub gives null for what is not there; these are there or misspelt.
    if (strictRoots.includes(name) && !Object.hasOwn(asObject(value), key)) {
      throw new Error(`${name}.${key}: is not there`);
    }
    value = asObject(value)[key] ?? null;
    name += `.${key}`;
  }
  return value;
}

const strictRoots = ["needs", "steps", "inputs", "matrix"];

function asObject(value: Value): Record<string, Value> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function areEqual(left: Value, right: Value): boolean {
  if (typeof left === "string" && typeof right === "string") {
    return left.toLowerCase() === right.toLowerCase();
  }
  return typeof left === typeof right ? left === right : asNumber(left) === asNumber(right);
}

function asNumber(value: Value): number {
  return value === null || value === "" ? 0 : Number(value);
}

function asText(value: Value, expression = ""): string {
  if (value === null) return "";
  if (typeof value === "object") throw new Error(`${expression}: is no text`);
  return String(value);
}

function take(parser: Parser, token: string): boolean {
  if (parser.tokens[parser.at] !== token) return false;
  parser.at += 1;
  return true;
}

function next(parser: Parser): string {
  const token = parser.tokens[parser.at];
  if (token === undefined) throw unexpected(parser);
  parser.at += 1;
  return token;
}

function expect(parser: Parser, token: string) {
  if (!take(parser, token)) throw unexpected(parser);
}

function unexpected({ tokens, at }: Parser): Error {
  return new Error(`${tokens.join(" ")}: unexpected "${tokens[at] ?? "end"}"`);
}
