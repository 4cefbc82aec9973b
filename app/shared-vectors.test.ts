import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./commands/testing.ts";
import { readSettings } from "./settings.ts";
import { type SharedVectors, sharedVectorsFile, withSharedVectors } from "./shared-vectors.ts";

const shared: SharedVectors = {
  CHATS_VECTORS: "qdrant",
  CHATS_QDRANT_URL: "http://127.0.0.1:6337",
  CHATS_QDRANT_API_KEY: "a secret",
};
let environment: { CHATS_DATA_DIRECTORY: string };
let file: string;
beforeEach(() => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  environment = { CHATS_DATA_DIRECTORY: folder.path };
  file = join(folder.path, sharedVectorsFile);
});

test("whoever opens the data folder of a stack finds its vectors where the stack does", () => {
  expect(withSharedVectors(environment)).toBe(environment);
  writeFileSync(file, JSON.stringify(shared));
  const { vectors } = readSettings(withSharedVectors(environment));
  expect(vectors).toEqual({
    kind: "qdrant",
    url: "http://127.0.0.1:6337",
    apiKey: expect.any(Function),
  });
  expect(vectors.kind === "qdrant" && vectors.apiKey?.()).toBe("a secret");
});

test("what the environment says of vectors is what counts", () => {
  writeFileSync(file, JSON.stringify(shared));
  const own = { ...environment, CHATS_VECTORS: "database" };
  expect(withSharedVectors(own)).toBe(own);
  const empty = { ...environment, CHATS_VECTORS: "" };
  expect(readSettings(withSharedVectors(empty)).vectors.kind).toBe("qdrant");
});

test.each(["", "{", "{}", '{"CHATS_HOST":"0.0.0.0"}', JSON.stringify({ ...shared, PORT: "80" })])(
  "%j says nothing of vectors",
  (content) => {
    writeFileSync(file, content);
    expect(() => withSharedVectors(environment)).toThrow(
      new Error(
        `${file}: does not say where vectors are; remove it, or use npm start, which writes it anew`,
      ),
    );
  },
);

test("a PostgreSQL is not the database whose vectors the folder tells of", () => {
  writeFileSync(file, "no JSON");
  const elsewhere = { ...environment, DATABASE_HOST: "db.example" };
  expect(withSharedVectors(elsewhere)).toBe(elsewhere);
});
