import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decoded, utf8Chunks } from "./encoding.ts";

const text = '{"name":"Größe ok 😀"}\n{"a":1}\n';

const utf16be = (value: string) => Buffer.from(value, "utf16le").swap16();

async function readThrough(chunks: Uint8Array[]): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of utf8Chunks(Readable.from(chunks))) read.push(chunk);
  return Buffer.concat(read).toString();
}

const encodings: [string, Buffer][] = [
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
  ["UTF-16 LE", Buffer.from(text, "utf16le")],
  ["UTF-16 LE with a mark", Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16 BE", utf16be(text)],
  ["UTF-16 BE with a mark", utf16be(`\ufeff${text}`)],
];

test.each(encodings)("a whole file in %s is read", (_, bytes) => {
  expect(decoded(bytes)).toEqual({ text, isWellFormed: true });
});

test.each(encodings)("a stream in %s is read, however it is cut", async (_, bytes) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (cuts) => {
      const chunks: Buffer[] = [];
      let start = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(start, start + cut));
        start += cut;
      }
      const whole = await readThrough([...chunks, bytes.subarray(start)]);
      expect(whole.replace("\ufeff", "")).toBe(text);
    }),
  );
});

test("bytes that are no UTF-8 are replaced, and it is told", () => {
  expect(decoded(Buffer.from([0x61, 0xff, 0x62]))).toEqual({
    text: "a\ufffdb",
    isWellFormed: false,
  });
});

test("a file of one byte, of none and of zeros is what it is", async () => {
  for (const bytes of [Buffer.from("{"), Buffer.alloc(0), Buffer.alloc(4)]) {
    expect(decoded(bytes).text).toBe(bytes.toString());
    expect(await readThrough([bytes])).toBe(bytes.toString());
  }
});
