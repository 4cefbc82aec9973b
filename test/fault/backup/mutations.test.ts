import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const copy = mkdtempSync(join(tmpdir(), "chats-mutations-"));

/** A copy of the project in which all but the backup's own source is the project's. */
beforeAll(() => {
  mkdirSync(join(copy, "app"));
  for (const name of readdirSync(join(root, "app"))) {
    if (name !== "backup") symlinkSync(join(root, "app", name), join(copy, "app", name));
  }
  cpSync(join(root, "app/backup"), join(copy, "app/backup"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  cpSync(join(root, "package.json"), join(copy, "package.json"));
});

afterAll(() => rmSync(copy, { recursive: true }));

/** Runs a test file of the copy. */
async function run(testFile: string): Promise<{ exitCode: number; output: string }> {
  const program = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(
    process.execPath,
    [program, "run", "--root", copy, `app/backup/${testFile}`],
    {
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [output] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: child.exitCode ?? 1, output };
}

interface Mutation {
  /** What is taken out. */
  title: string;
  file: string;
  /** Stands in the file once. */
  code: string;
  instead: string;
  /** The test file that has to find it. */
  foundBy: string;
}

const mutations: Mutation[] = [
  {
    title: "the fsync of a file",
    file: "archive/durable-file.ts",
    code: "await file.sync();",
    instead: "",
    foundBy: "archive/durable-file.test.ts",
  },
  {
    title: "the fsync of the folder",
    file: "archive/durable-file.ts",
    code: "await folder.sync();",
    instead: "",
    foundBy: "archive/durable-file.test.ts",
  },
  {
    title: "the fsync of a key slot",
    file: "encryption/rotate.ts",
    code: "await file.sync();",
    instead: "",
    foundBy: "archive/durable-file.test.ts",
  },
  {
    title: "the check of a chunk's tag",
    file: "encryption/chunk.ts",
    code: "decipher.final();",
    instead: "",
    foundBy: "encryption/chunk-streams.test.ts",
  },
  {
    title: "the flag of the last chunk",
    file: "encryption/chunk.ts",
    code: "nonce.writeUInt8(isLast ? 1 : 0, 11);",
    instead: "",
    foundBy: "encryption/chunk-streams.test.ts",
  },
  {
    title: "what stays when all is old",
    file: "catalogue/retention.ts",
    code: "entry !== lastComplete",
    instead: "true",
    foundBy: "catalogue/retention.test.ts",
  },
  {
    title: "the limit of a gap between two backups",
    file: "catalogue/retention.ts",
    code: "Math.min(gap, longestOfOthers)",
    instead: "gap",
    foundBy: "catalogue/retention.test.ts",
  },
  {
    title: "the order of a snapshot's folders",
    file: "restic/member-order.ts",
    code: 'Buffer.from(name.replaceAll("/", "\\0"))',
    instead: "Buffer.from(name)",
    foundBy: "restic/order.test.ts",
  },
  {
    title: "the look at each byte of a snapshot's file",
    file: "restic/snapshot-file.ts",
    code: "reading.success && snapshotFileText(reading.data) === text",
    instead: "reading.success",
    foundBy: "restic/snapshot-file.test.ts",
  },
  {
    title: "the end of a restic that nobody reads from",
    file: "restic/program.ts",
    code: "    interrupt();\n",
    instead: "",
    foundBy: "restic/program.test.ts",
  },
  {
    title: "the removal of dead locks",
    file: "restic/program.ts",
    code: 'await text(start(["unlock"]));',
    instead: "",
    foundBy: "restic/program.test.ts",
  },
];

test("the tests pass in a copy of the source", { timeout: 60_000 }, async () => {
  for (const testFile of new Set(mutations.map(({ foundBy }) => foundBy))) {
    const { exitCode, output } = await run(testFile);
    expect(output).toMatch(/Tests {2}\d+ passed/);
    expect(exitCode).toBe(0);
  }
});

test.each(mutations)("a test fails without $title", async ({ file, code, instead, foundBy }) => {
  const path = join(copy, "app/backup", file);
  const source = readFileSync(path, "utf8");
  expect(source.split(code)).toHaveLength(2);
  writeFileSync(path, source.replace(code, instead));
  try {
    const { exitCode, output } = await run(foundBy);
    expect(output).toMatch(/Tests {2}\d+ failed/);
    expect(exitCode).toBe(1);
  } finally {
    writeFileSync(path, source);
  }
});
