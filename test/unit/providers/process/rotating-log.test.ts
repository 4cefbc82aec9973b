import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openRotatingLog } from "../../../../providers/process/rotating-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

test("a log is appended to across openings", () => {
  const file = join(temporaryFolder(), "tiny.log");
  openRotatingLog({ file, maxBytes: 100, keepFiles: 1 }).write("one\n");
  openRotatingLog({ file, maxBytes: 100, keepFiles: 1 }).write(Buffer.from("two\n"));
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
});

test("a full log moves on, whole lines in each file, the oldest file dropped", () => {
  const folder = temporaryFolder();
  const file = join(folder, "tiny.log");
  const log = openRotatingLog({ file, maxBytes: 8, keepFiles: 2 });
  for (const line of ["aaa\n", "bbb\n", "ccc\nddd\n", "eee\nfff\ng"]) {
    log.write(line);
  }
  expect(readdirSync(folder).sort()).toEqual(["tiny.log", "tiny.log.1", "tiny.log.2"]);
  expect(readFileSync(file, "utf8")).toBe("g");
  expect(readFileSync(`${file}.1`, "utf8")).toBe("eee\nfff\n");
  expect(readFileSync(`${file}.2`, "utf8")).toBe("ccc\nddd\n");
});

test("a line that does not fit into the rest of a file begins the next one", () => {
  const file = join(temporaryFolder(), "tiny.log");
  const log = openRotatingLog({ file, maxBytes: 8, keepFiles: 1 });
  log.write("aaaaa\n");
  log.write("bbbbb\n");
  expect(readFileSync(file, "utf8")).toBe("bbbbb\n");
  expect(readFileSync(`${file}.1`, "utf8")).toBe("aaaaa\n");
});

test("without files to keep, a full log starts over", () => {
  const folder = temporaryFolder();
  const file = join(folder, "tiny.log");
  const log = openRotatingLog({ file, maxBytes: 4, keepFiles: 0 });
  log.write("aaa\nbbb\n");
  expect(readFileSync(file, "utf8")).toBe("bbb\n");
  expect(readdirSync(folder)).toEqual(["tiny.log"]);
});

test("every file is readable by its owner alone, also one that was open to all", () => {
  const file = join(temporaryFolder(), "tiny.log");
  writeFileSync(file, "old\n");
  chmodSync(file, 0o644);
  const log = openRotatingLog({ file, maxBytes: 4, keepFiles: 1 });
  log.write("new\n");
  expect(modes(file, `${file}.1`)).toEqual([0o600, 0o600]);
});

test("a link is not followed, so that nobody can aim the log at another file", () => {
  const folder = temporaryFolder();
  const target = join(folder, "precious");
  writeFileSync(target, "kept");
  const file = join(folder, "tiny.log");
  symlinkSync(target, file);
  expect(() => openRotatingLog({ file, maxBytes: 4, keepFiles: 1 })).toThrow("ELOOP");
  expect(readFileSync(target, "utf8")).toBe("kept");

  rmSync(file);
  const log = openRotatingLog({ file, maxBytes: 4, keepFiles: 1 });
  symlinkSync(target, `${file}.1`);
  log.write("aaa\nbbb\n");
  expect(readFileSync(`${file}.1`, "utf8")).toBe("aaa\n");
  expect(readFileSync(target, "utf8")).toBe("kept");
});

test("a folder in the place of the log is refused", () => {
  const file = join(temporaryFolder(), "tiny.log");
  mkdirSync(file);
  expect(() => openRotatingLog({ file, maxBytes: 4, keepFiles: 1 })).toThrow("EISDIR");
});

test("a log whose folder is gone drops what it gets", () => {
  const folder = join(temporaryFolder(), "logs");
  mkdirSync(folder);
  const log = openRotatingLog({ file: join(folder, "tiny.log"), maxBytes: 4, keepFiles: 1 });
  rmSync(folder, { recursive: true });
  expect(() => log.write("aaa\nbbb\nccc\n")).not.toThrow();
  expect(existsSync(folder)).toBe(false);
});

test("no file outgrows the limit, no more files are kept, and together they end what was written", () => {
  const folder = temporaryFolder();
  const sizes = fc.record({
    maxBytes: fc.integer({ min: 1, max: 40 }),
    keepFiles: fc.integer({ min: 0, max: 4 }),
  });
  const chunks = fc.array(fc.stringMatching(/^[a-c\n]{0,60}$/), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, chunks, ({ maxBytes, keepFiles }, written) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const file = join(folder, "tiny.log");
      const log = openRotatingLog({ file, maxBytes, keepFiles });
      for (const chunk of written) {
        log.write(chunk);
      }
      const files = [...Array(keepFiles + 2).keys()].map((i) => (i === 0 ? file : `${file}.${i}`));
      const contents = files.filter(existsSync).map((each) => readFileSync(each, "utf8"));
      expect(contents.length).toBeLessThanOrEqual(keepFiles + 1);
      expect(Math.max(...contents.map(({ length }) => length))).toBeLessThanOrEqual(maxBytes);
      expect(written.join("").endsWith(contents.reverse().join(""))).toBe(true);
    }),
  );
});

function modes(...files: string[]): number[] {
  return files.map((file) => statSync(file).mode & 0o777);
}
