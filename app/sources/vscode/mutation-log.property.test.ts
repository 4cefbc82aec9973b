import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { replayLog } from "./mutation-log.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const name = fc.constantFrom("a", "b", "toString", "length", "ö\n");
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, -1.5, "", "text", "\u2028"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });

/** A random edit: `steps` choose the place, whatever the state looks like by then. */
const edit = fc.record({
  kind: fc.constantFrom("replace", "set", "append", "push", "delete"),
  steps: fc.array(fc.nat(5), { maxLength: 3 }),
  name,
  value,
  object,
  values: fc.array(value, { maxLength: 3 }),
  truncation: fc.option(fc.nat(4)),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/**
 * Makes the edit on a copy of `state` with plain assignments, and gives the entry that a writer
 * would log for it: the model that the replay is held against.
 */
function edited(state: { [name: string]: Json }, edit: Edit) {
  if (edit.kind === "replace") return { state: edit.object, entry: { kind: 0, v: edit.object } };
  const next = structuredClone(state);
  const path: (string | number)[] = [];
  let container: Json[] | { [name: string]: Json } = next;
  for (const step of edit.steps) {
    const places: (string | number)[] = Array.isArray(container)
      ? [...container.keys()]
      : Object.keys(container);
    const place = places[step % Math.max(1, places.length)];
    const child: Json | undefined =
      place === undefined ? undefined : (container as Record<string, Json>)[place];
    if (place === undefined || typeof child !== "object" || child === null) break;
    path.push(place);
    container = child;
  }
  if (Array.isArray(container) && path.length > 0 && edit.kind === "push") {
    const i = edit.truncation === null ? undefined : Math.min(edit.truncation, container.length);
    container.splice(i ?? container.length, Number.POSITIVE_INFINITY, ...edit.values);
    return { state: next, entry: { kind: 2, k: path, v: edit.values, i } };
  }
  if (Array.isArray(container)) {
    container.push(edit.value);
    return { state: next, entry: { kind: 1, k: [...path, container.length - 1], v: edit.value } };
  }
  if (edit.kind === "delete") {
    delete container[edit.name];
    return { state: next, entry: { kind: 3, k: [...path, edit.name] } };
  }
  container[edit.name] = edit.value;
  return { state: next, entry: { kind: 1, k: [...path, edit.name], v: edit.value } };
}

/** A log with the state after each of its lines. */
const log = fc.tuple(object, fc.array(edit, { maxLength: 12 })).map(([first, edits]) => {
  const lines = [JSON.stringify({ kind: 0, v: first })];
  const states = [first];
  for (const change of edits) {
    const { state, entry } = edited(states.at(-1) ?? {}, change);
    lines.push(JSON.stringify(entry));
    states.push(state);
  }
  return { lines, states };
});

test("the replay of any edits gives the state that they made", async () => {
  await fc.assert(
    fc.asyncProperty(log, async ({ lines, states }) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      expect(await replayLog(Readable.from([bytes]))).toEqual({
        state: states.at(-1),
        problems: [],
        torn: false,
        isPartial: false,
      });
    }),
    { numRuns: 300 },
  );
});

test("a log cut at any byte gives the state of its last whole line, torn if cut within one", async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.double({ min: 0, max: 1, noNaN: true }), async (made, part) => {
      const { lines, states } = made;
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const cut = Math.round(bytes.length * part);
      let start = 0;
      let whole = 0;
      for (const line of lines) {
        // Without its line feed a line is whole already.
        if (start + Buffer.byteLength(line) > cut) break;
        start += Buffer.byteLength(line) + 1;
        whole += 1;
      }
      expect(await replayLog(Readable.from([bytes.subarray(0, cut)]))).toEqual({
        state: states[whole - 1],
        problems: [],
        torn: cut > start,
        isPartial: false,
      });
    }),
    { numRuns: 1_000 },
  );
});
