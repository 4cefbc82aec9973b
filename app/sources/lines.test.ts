import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Line, linesOf } from "./lines.ts";

async function linesIn(chunks: Uint8Array[], limitBytes = 1_000): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(Readable.from(chunks), limitBytes)) lines.push(line);
  return lines;
}

test("lines are the same however the bytes are cut into chunks", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(9)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const chunks: Buffer[] = [];
      let start = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(start, start + cut));
        start += cut;
      }
      const found = await linesIn([...chunks, bytes.subarray(start)]);
      expect(found.map((line) => line.text)).toEqual(lines);
    }),
  );
});

test("only a line feed ends a line", async () => {
  const lines = await linesIn([Buffer.from('"a\u2028b"\r\n"c"')]);
  expect(lines.map((line) => [line.text, line.ended])).toEqual([
    ['"a\u2028b"\r', true],
    ['"c"', false],
  ]);
});

test("a line over the limit is measured, not held, and the next one is read", async () => {
  expect(await linesIn([Buffer.from("12345"), Buffer.from("678\nab\n")], 7)).toEqual([
    { number: 1, text: undefined, isWellFormed: true, sizeBytes: 8, ended: true },
    { number: 2, text: "ab", isWellFormed: true, sizeBytes: 2, ended: true },
  ]);
});

test("a line of exactly the limit is read", async () => {
  expect((await linesIn([Buffer.from("1234567\n")], 7))[0]?.text).toBe("1234567");
});

test("only the line that is no UTF-8 is told to be", async () => {
  const lines = await linesIn([Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62])]);
  expect(lines.map((line) => [line.text, line.isWellFormed])).toEqual([
    ["a", true],
    ["\ufffd", false],
    ["b", true],
  ]);
});
