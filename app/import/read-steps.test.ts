import { expect, it } from "vitest";
import { sourceFile } from "../store/test-chats.ts";
import type { ChangedFile } from "./changed-files.ts";
import { readInSteps } from "./read-steps.ts";
import { testSource } from "./test-source.ts";

const source = testSource();
const filesOf = (...sizes: number[]): ChangedFile[] =>
  sizes.map((sizeBytes, index) => ({ source, file: sourceFile({ path: `/${index}`, sizeBytes }) }));

/** Paths of each step, with those that were asked for by then. `onStep` hears of each. */
async function stepsOf(
  files: ChangedFile[],
  { signal, onStep }: { signal?: AbortSignal; onStep?: (path: string) => void } = {},
) {
  const asked: string[] = [];
  const read = async ({ file }: ChangedFile) => {
    asked.push(file.path);
    onStep?.(file.path);
    return { kind: "vanished" } as const;
  };
  const steps: string[][] = [];
  for await (const step of readInSteps(files, { read, bytesPerStep: 10, signal })) {
    steps.push(step.map(({ file }) => file.path));
    expect(asked).toEqual(steps.flat());
  }
  return steps;
}

it("puts files together up to the size of a step, and leaves larger ones alone", async () => {
  expect(await stepsOf(filesOf(4, 6, 1, 20, 9, 2))).toEqual([
    ["/0", "/1"],
    ["/2"],
    ["/3"],
    ["/4"],
    ["/5"],
  ]);
  expect(await stepsOf([])).toEqual([]);
});

it("makes steps of 50 files at most", async () => {
  const steps = await stepsOf(filesOf(...new Array(120).fill(0)));
  expect(steps.map(({ length }) => length)).toEqual([50, 50, 20]);
});

it("gives what is read when it is told to end, and reads nothing more", async () => {
  const controller = new AbortController();
  const onStep = (path: string) => path === "/3" && controller.abort();
  const steps = await stepsOf(filesOf(9, 2, 2, 2, 2, 9), { signal: controller.signal, onStep });
  expect(steps).toEqual([["/0"], ["/1", "/2", "/3"]]);
});
