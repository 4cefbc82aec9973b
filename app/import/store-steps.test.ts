import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { chat, sourceFile } from "../store/test-chats.ts";
import type { ReadFile } from "./read-steps.ts";
import { emptyReport } from "./report.ts";
import { storeSteps } from "./store-steps.ts";
import { testSource } from "./test-source.ts";

const source = testSource();
const bytesPerStep = 1_000;
const much = 10_000_000;

/** Steps of one file each, of so many bytes. */
function stepsOf(sizes: number[], said: string[]) {
  const readFiles = sizes.map((sizeBytes, index): ReadFile => {
    const file = sourceFile({ path: `/${index}`, sizeBytes });
    const session = { session: chat({ id: String(index) }), findings: [], torn: false };
    return { source, file, reading: { kind: "read", sessions: [session], problems: [] } };
  });
  return (async function* () {
    for (const one of readFiles) {
      said.push(`read ${one.file.path}`);
      yield [one];
    }
  })();
}

/** What is said while `sizes` are stored by a store that takes its time, and fails at `failsAt`. */
function storing(sizes: number[], { bytes = much, failsAt = "" } = {}) {
  const said: string[] = [];
  const saveSessions: Store["saveSessions"] = async (readings, amount) => {
    const path = readings[0]?.file.path ?? "";
    said.push(`${amount} ${path}`);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    if (path === failsAt) throw new Error("the disk is full");
    return [{ outcome: "added", messagesAdded: 1, messagesUpdated: 0, messagesKept: 0 }];
  };
  const report = emptyReport();
  const stored = storeSteps(stepsOf(sizes, said), {
    store: { saveSessions } as Store,
    rulesVersion: "1",
    bytes,
    bytesPerStep,
    report,
    onFile: ({ path }) => said.push(`stored ${path}`),
  });
  return { stored, said, report };
}

it("stores one step after the other where there is little to read", async () => {
  const { stored, said, report } = storing([1, 1], { bytes: 2 });
  await stored;
  expect(said).toEqual([
    ...["read /0", "few /0", "stored /0"],
    ...["read /1", "few /1", "stored /1"],
  ]);
  expect(report).toMatchObject({ sessionsAdded: 2, filesRead: 2 });
});

it("has one step ready while one is stored and the next is read, where there is much", async () => {
  const { stored, said } = storing([1, 1, 1, 1]);
  await stored;
  expect(said).toEqual([
    ...["read /0", "bulk /0", "read /1", "bulk /1", "read /2"],
    ...["stored /0", "bulk /2", "read /3", "stored /1", "bulk /3", "stored /2", "stored /3"],
  ]);
});

it("stores a large file alone, and reads no other meanwhile", async () => {
  const { stored, said } = storing([1, bytesPerStep + 1, 1]);
  await stored;
  expect(said).toEqual([
    ...["read /0", "bulk /0", "read /1", "stored /0", "few /1", "stored /1"],
    ...["read /2", "bulk /2", "stored /2"],
  ]);
});

it.each(["/0", "/1", "/2"])("throws when %s cannot be stored", async (failsAt) => {
  const { stored, said } = storing([1, 1, 1], { failsAt });
  await expect(stored).rejects.toThrow("the disk is full");
  expect(said).not.toContain(`stored ${failsAt}`);
});
