import { isRecord, parseJson, typeName } from "../json.ts";
import { type Line, linesOf } from "../lines.ts";
import { problemList } from "../problems.ts";

/**
 * Largest line that is read, in bytes: 128 MiB. A line is parsed whole. VS Code cuts the text in a
 * line to 100 MiB when it cannot write it otherwise (PERSIST_ENTRY_MAX_TOTAL_CHARS in its
 * objectMutationLog.ts); the rest is room for escapes.
 */
export const logLineLimitBytes = 128 * 2 ** 20;

/** What the lines of a log add up to. */
export interface Replay {
  /** Undefined when no line held a whole object. */
  state: State | undefined;
  /** Lines that could not be used, each as `line N: …`; the others were. */
  problems: string[];
  /** True when the last line is cut off; `state` is the one before it. */
  torn: boolean;
}

type State = Record<string, unknown>;

/**
 * Replays the log in which VS Code keeps an object: a line of kind 0 holds all of it, and may come
 * again; the kinds 1 to 3 set, push and delete at a path. A line that is broken or asks for the
 * impossible is left out and reported.
 */
export async function replayLog(chunks: AsyncIterable<Uint8Array>): Promise<Replay> {
  const { report, sentences } = problemList();
  let state: State | undefined;
  let torn = false;
  for await (const line of linesOf(chunks, logLineLimitBytes)) {
    if (line.text?.trim() === "") continue;
    try {
      state = applied(state, entryOf(line));
    } catch (error) {
      if (isCutOff(line)) torn = true;
      else report(`line ${line.number}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { state, problems: sentences(), torn };
}

function entryOf({ text, sizeBytes }: Line): State {
  if (text === undefined) {
    throw new Error(`too large, got ${sizeBytes} bytes; the limit is ${logLineLimitBytes}`);
  }
  const entry = parseJson(text);
  if (isRecord(entry)) return entry;
  throw new Error(`not a log entry, got ${typeName(entry)}; expected an object with a kind`);
}

/** No beginning of a JSON object is JSON itself, so a last line that parses was written whole. */
function isCutOff({ text, ended }: Line): boolean {
  if (ended || text === undefined) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** The state after `entry`; changes `state` in place. Throws, without a change, what it refuses. */
function applied(state: State | undefined, { kind, k, v, i }: State): State {
  if (kind === 0) {
    if (isRecord(v)) return v;
    throw new Error(`kind 0: expected a whole object, got ${typeName(v)}`);
  }
  if (kind !== 1 && kind !== 2 && kind !== 3) {
    throw new Error(
      `kind: expected 0, 1, 2 or 3, got ${typeof kind === "number" ? kind : typeName(kind)}`,
    );
  }
  if (state === undefined) throw new Error(`kind ${kind}: comes before any line of kind 0`);
  const path = pathOf(k);
  // JSON has no undefined: a value set to it is written as no value at all.
  if (kind === 3 || (kind === 1 && v === undefined)) remove(state, path);
  else if (kind === 1) set(state, path, v);
  else push(state, path, v, i);
  return state;
}

/** Steps from the root to a value; never empty. */
type Path = { steps: Step[]; last: Step };
type Step = string | number;

/** Names that reach into an object's prototype instead of its data. */
const forbiddenSteps = new Set<unknown>(["__proto__", "constructor", "prototype"]);

function pathOf(k: unknown): Path {
  if (!Array.isArray(k)) throw new Error(`path: expected a list, got ${typeName(k)}`);
  const steps = k.map((step: unknown): Step => {
    if (forbiddenSteps.has(step)) throw new Error(`path: ${step} is refused`);
    if (typeof step === "string" || typeof step === "number") return step;
    throw new Error(`path: expected names and indexes, got ${typeName(step)}`);
  });
  const last = steps.pop();
  if (last === undefined) throw new Error("path: empty; a whole object is a line of kind 0");
  return { steps, last };
}

function set(state: State, path: Path, value: unknown): void {
  const container = valueAt(state, path.steps);
  if (isRecord(container)) {
    container[path.last] = value;
  } else if (Array.isArray(container)) {
    // One past the end appends; further would leave a hole, or fill the memory with it.
    container[indexWithin(path.last, container.length, "index")] = value;
  } else {
    throw new Error(`${shown(path.steps)}: nothing to set a value in, got ${typeName(container)}`);
  }
}

function push(state: State, path: Path, values: unknown, start: unknown): void {
  const items = values ?? [];
  if (!Array.isArray(items)) throw new Error(`kind 2: expected a list, got ${typeName(values)}`);
  const existing = child(valueAt(state, path.steps), path.last) ?? [];
  if (!Array.isArray(existing)) {
    const place = shown([...path.steps, path.last]);
    throw new Error(`${place}: expected a list to push to, got ${typeName(existing)}`);
  }
  const kept =
    (start ?? undefined) === undefined
      ? existing.length
      : indexWithin(start, existing.length, "truncation");
  set(state, path, existing);
  existing.length = kept;
  // One by one: a spread of some 100,000 arguments overflows the stack.
  for (const item of items) existing.push(item);
}

/** What is not there is removed already. In a list the place stays, so that later indexes hold. */
function remove(state: State, path: Path): void {
  const container = valueAt(state, path.steps);
  if (isRecord(container)) delete container[path.last];
  else if (Array.isArray(container) && child(container, path.last) !== undefined) {
    container[Number(path.last)] = undefined;
  }
}

function valueAt(state: State, steps: Step[]): unknown {
  return steps.reduce<unknown>(child, state);
}

function child(container: unknown, step: Step): unknown {
  if (Array.isArray(container)) return typeof step === "number" ? container[step] : undefined;
  return isRecord(container) && Object.hasOwn(container, step) ? container[step] : undefined;
}

function indexWithin(value: unknown, length: number, what: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= length) {
    return value;
  }
  const got = typeof value === "number" ? value : typeName(value);
  throw new Error(`${what}: expected 0 to ${length}, the length of the list, got ${got}`);
}

function shown(steps: Step[]): string {
  return steps.length === 0 ? "the whole" : steps.join("/");
}
