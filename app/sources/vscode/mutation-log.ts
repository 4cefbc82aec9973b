import { isRecord, typeName } from "../json.ts";
import { readJsonLines } from "../json-lines.ts";
import { problemList } from "../problems.ts";
import { recoveredSession } from "./recovery.ts";

/** What the lines of a log add up to. */
export interface Replay {
  /** Undefined when no line held a whole object. */
  state: State | undefined;
  /** Lines that could not be used, each as `line N: …`; the others were. */
  problems: string[];
  /** True when the last line is cut off; `state` is the one before it. */
  torn: boolean;
  /** True when no line held a whole object, and `state` is what could be saved of a broken one. */
  isPartial: boolean;
}

type State = Record<string, unknown>;

/**
 * Replays the log in which VS Code keeps an object: a line of kind 0 holds all of it, and may come
 * again; the kinds 1 to 3 set, push and delete at a path. A line that is broken or asks for the
 * impossible is left out and reported. What a broken line would have made is missing to those after
 * it: places they name are made for them, so that it takes nothing else away.
 */
export async function replayLog(chunks: AsyncIterable<Uint8Array>): Promise<Replay> {
  const { report, sentences } = problemList();
  let state: State | undefined;
  let isPartial = false;
  let holesAllowed = 0;
  const torn = await readJsonLines(
    chunks,
    {
      start: /\{"kind":[0-3],"[kv]":/g,
      onEntry(entry) {
        if (entry.kind === 0) {
          state = wholeState(entry);
          isPartial = false;
          holesAllowed = 0;
          return;
        }
        if (holesAllowed > 0) {
          isPartial ||= state === undefined;
          state ??= {};
          holesAllowed -= makePlace(state, entry, holesAllowed);
        }
        applyEntry(state, entry);
      },
      onLost(text) {
        holesAllowed = holeLimit;
        if (state !== undefined || text === undefined) return;
        state = recoveredSession(text);
        isPartial = state !== undefined;
      },
    },
    report,
  );
  return { state, problems: sentences(), torn, isPartial };
}

/** Places that are made in all for entries after a broken line: far more than one line fills. */
const holeLimit = 10_000;

function wholeState({ v }: State): State {
  if (isRecord(v)) return v;
  throw new Error(`kind 0: expected a whole object, got ${typeName(v)}`);
}

/** Makes the change of an entry in place. Throws, without a change, what it refuses. */
function applyEntry(state: State | undefined, { kind, k, v, i }: State): void {
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
}

/**
 * Makes the objects, lists and places in lists that the path of an entry goes through and that are
 * not there, at most `limit` places. Returns how many it made.
 */
function makePlace(state: State, { kind, k, i }: State, limit: number): number {
  if (kind !== 1 && kind !== 2) return 0;
  const { steps, last } = pathOf(k);
  let holes = 0;
  let container: unknown = state;
  for (const [index, step] of steps.entries()) {
    holes += fillUpTo(container, step, limit - holes);
    const next = steps[index + 1] ?? last;
    if ((child(container, step) ?? undefined) === undefined) {
      put(container, step, typeof next === "number" ? [] : {});
    }
    container = child(container, step);
  }
  holes += fillUpTo(container, last, limit - holes);
  return holes + (kind === 2 ? fillUpTo(child(container, last), i, limit - holes) : 0);
}

/** Lengthens a list so that it has `index` items; anything else stays as it is. */
function fillUpTo(list: unknown, index: unknown, limit: number): number {
  if (!Array.isArray(list) || typeof index !== "number") return 0;
  const missing = index - list.length;
  if (!Number.isInteger(index) || missing <= 0 || missing > limit) return 0;
  for (let hole = 0; hole < missing; hole += 1) list.push(null);
  return missing;
}

function put(container: unknown, step: Step, value: unknown): void {
  if (isRecord(container)) container[step] = value;
  else if (Array.isArray(container) && step === container.length) container.push(value);
  else if (Array.isArray(container) && child(container, step) === null)
    container[Number(step)] = value;
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
