import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { Reading, SourceFile } from "./model.ts";
import { samplesFolder } from "./samples.ts";
import { vscodeSource } from "./vscode/source.ts";

const found: { file: SourceFile; reading: Reading }[] = [];

beforeAll(async () => {
  const source = vscodeSource({ userFolders: [samplesFolder] });
  const fail = (problem: string) => expect.fail(problem);
  for await (const file of source.list(fail)) {
    for (const reading of await source.read(file)) found.push({ file, reading });
  }
});

test("every sample is read whole and without a problem", () => {
  expect(found.flatMap(({ reading }) => reading.problems)).toEqual([]);
  expect(found.filter(({ reading }) => reading.torn)).toEqual([]);
});

test("there are twelve sessions, 94 messages and 54 tool calls", () => {
  const messages = found.flatMap(({ reading }) => reading.session.messages);
  expect(found).toHaveLength(12);
  expect(messages).toHaveLength(94);
  expect(messages.flatMap((message) => message.toolCalls)).toHaveLength(54);
});

test("each has its own topic, in one of five workspaces or an empty window", () => {
  const topics = found.map(({ reading: { session } }) => [session.workspace?.name, session.title]);
  expect(topics).toEqual([
    ["data-pipelines.code-workspace", "Daily revenue is off around midnight and DST"],
    ["data-pipelines.code-workspace", undefined],
    ["orders-api", "Cache stampede when the catalogue expires"],
    ["orders-api", "Rate limiting for the public API"],
    ["orders-api", "Order history query takes four seconds"],
    ["courier-app", "Couriers are logged out at random"],
    ["shop-web", "Flaky login test on CI"],
    ["shop-web", "Layout shift on the product page"],
    ["shop-web", "Make the size guide dialog accessible"],
    ["platform-infra", "Pods OOMKilled after the Node upgrade"],
    ["platform-infra", "Pulumi drift in the network stack"],
    [undefined, "Docker image of 1.4 GB"],
  ]);
});

test("all of them were held in 2026, and every message says something", () => {
  for (const {
    reading: { session },
  } of found) {
    expect(new Date(session.createdAt).getUTCFullYear()).toBe(2026);
    expect(new Date(session.updatedAt).getUTCFullYear()).toBe(2026);
    expect(session.messages.filter((message) => message.text.trim() === "")).toEqual([]);
  }
});

test("tool calls have input and every outcome but the unknown", () => {
  const calls = found.flatMap(({ reading }) =>
    reading.session.messages.flatMap((message) => message.toolCalls),
  );
  expect(calls.filter((call) => call.input === undefined)).toEqual([]);
  expect(calls.filter((call) => call.output === undefined).map((call) => call.outcome)).toEqual([
    "declined",
  ]);
  expect(Object.groupBy(calls, (call) => call.outcome)).toMatchObject({
    ok: { length: 49 },
    failed: { length: 4 },
    declined: { length: 1 },
  });
});

describe("the files", () => {
  test("are of the versions 1, 2 and 3", async () => {
    const wholes = found.filter(({ file }) => file.path.endsWith(".json"));
    const versions = wholes.map(async ({ file }) => {
      const { version } = JSON.parse(await readFile(file.path, "utf8"));
      return version;
    });
    expect(await Promise.all(versions)).toEqual([undefined, 3, 3, 3, 2, 3, 3, 3]);
  });

  test("hold four logs with entries of all kinds, one of them compacted", async () => {
    const logs = found.filter(({ file }) => file.path.endsWith(".jsonl"));
    const startSizes: number[] = [];
    for (const { file } of logs) {
      const lines = (await readFile(file.path, "utf8")).trimEnd().split("\n");
      const entries = lines.map((line) => JSON.parse(line));
      expect(new Set(entries.map((entry) => entry.kind))).toEqual(new Set([0, 1, 2, 3]));
      expect(entries.some((entry) => entry.kind === 2 && entry.i !== undefined)).toBe(true);
      startSizes.push(entries[0].v.requests.length);
    }
    expect(startSizes).toEqual([0, 2, 0, 0]);
  });
});
