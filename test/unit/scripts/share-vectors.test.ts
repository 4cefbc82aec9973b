import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readSettings } from "../../../app/settings.ts";
import { sharedVectorsFile, withSharedVectors } from "../../../app/shared-vectors.ts";
import { shareVectors, unshareVectors } from "../../../scripts/share-vectors.ts";

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "share-vectors-"));
});
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

const qdrant = { qdrantUrl: "http://127.0.0.1:6337", qdrantApiKey: "k".repeat(32) };
const none = { qdrantUrl: null, qdrantApiKey: null };
const vectors = () =>
  readSettings(withSharedVectors({ CHATS_DATA_DIRECTORY: dataDirectory })).vectors;

it("lets commands find the vectors of the stack, and tells nobody else", async () => {
  await shareVectors({ dataDirectory, ...qdrant, qdrantApiKey: "old" });
  await shareVectors({ dataDirectory, ...qdrant });
  const found = vectors();
  expect(found).toMatchObject({ kind: "qdrant", url: "http://127.0.0.1:6337" });
  expect(found.kind === "qdrant" && found.apiKey?.()).toBe("k".repeat(32));
  expect(readdirSync(dataDirectory)).toEqual([sharedVectorsFile]);
  expect(statSync(join(dataDirectory, sharedVectorsFile)).mode & 0o777).toBe(0o600);
});

it("takes them back once the stack has none or is stopped", async () => {
  const file = join(dataDirectory, sharedVectorsFile);
  await shareVectors({ dataDirectory, ...qdrant });
  await shareVectors({ dataDirectory, ...none });
  expect(existsSync(file)).toBe(false);
  await shareVectors({ dataDirectory, ...qdrant });
  await unshareVectors(dataDirectory);
  await unshareVectors(dataDirectory);
  expect(existsSync(file)).toBe(false);
  expect(vectors()).toEqual({ kind: "database" });
});

it("has nobody to tell where the chats are in a volume", async () => {
  await shareVectors({ dataDirectory: null, ...qdrant });
  expect(readdirSync(dataDirectory)).toEqual([]);
});
