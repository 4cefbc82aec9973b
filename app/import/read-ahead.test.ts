import { expect, it } from "vitest";
import { sourceFile } from "../store/test-chats.ts";
import type { ChangedFile } from "./changed-files.ts";
import { type ReadFile, readAhead } from "./read-ahead.ts";
import { testSource } from "./test-source.ts";

const source = testSource();
const filesOf = (...sizes: number[]): ChangedFile[] =>
  sizes.map((sizeBytes, index) => ({ source, file: sourceFile({ path: `/${index}`, sizeBytes }) }));

/** A reader that tells what it was asked for. */
function reader() {
  const asked: string[] = [];
  const read = async ({ file }: ChangedFile) => {
    asked.push(file.path);
    return { kind: "vanished" } as const;
  };
  return { asked, read };
}

const pathsOf = (step: ReadFile[]) => step.map(({ file }) => file.path);

it("puts files together up to the size of a step, and leaves larger ones alone", async () => {
  const { read } = reader();
  const steps: string[][] = [];
  for await (const step of readAhead(filesOf(4, 6, 1, 20, 9, 2), { read, bytesPerStep: 10 })) {
    steps.push(pathsOf(step));
  }
  expect(steps).toEqual([["/0", "/1"], ["/2"], ["/3"], ["/4"], ["/5"]]);
});

it("makes steps of 50 files at most", async () => {
  const { read } = reader();
  const lengths: number[] = [];
  const files = filesOf(...new Array(120).fill(0));
  for await (const step of readAhead(files, { read, bytesPerStep: 10 })) lengths.push(step.length);
  expect(lengths).toEqual([50, 50, 20]);
});

it("reads the next step while one is stored, but never a large one", async () => {
  const { asked, read } = reader();
  const files = filesOf(10, 5, 5, 11, 1);
  const seen: string[][] = [];
  for await (const _ of readAhead(files, { read, bytesPerStep: 10 })) {
    seen.push([...asked]);
    asked.length = 0;
  }
  expect(seen).toEqual([["/0", "/1", "/2"], [], ["/3", "/4"], []]);
});

it("reads nothing more once it is told to end", async () => {
  const { asked, read } = reader();
  const controller = new AbortController();
  const { signal } = controller;
  const steps: string[][] = [];
  for await (const step of readAhead(filesOf(11, 12, 13), { read, bytesPerStep: 10, signal })) {
    steps.push(pathsOf(step));
    controller.abort();
  }
  expect([steps, asked]).toEqual([[["/0"]], ["/0"]]);
});

it("has nothing to give of no files", async () => {
  for await (const _ of readAhead([], { ...reader(), bytesPerStep: 10 })) expect.unreachable();
});
