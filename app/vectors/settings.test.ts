import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../settings.ts";

const http = { CHATS_EMBEDDER_URL: "http://127.0.0.1:11434/v1", CHATS_EMBEDDER_MODEL: "small" };

test("a URL and a model ask for an embedder over HTTP", () => {
  expect(readSettings(http).embedder).toEqual({
    kind: "http",
    url: "http://127.0.0.1:11434/v1",
    model: "small",
    key: undefined,
  });
  const { embedder } = readSettings({ ...http, CHATS_EMBEDDER_KEY: "first secret" });
  expect(embedder.kind === "http" && embedder.key?.()).toBe("first secret");
});

test("a folder asks for the model in it", () => {
  expect(readSettings({ CHATS_EMBEDDER_MODEL_DIRECTORY: "models/small" }).embedder).toEqual({
    kind: "onnx",
    directory: resolve("models/small"),
  });
});

test("vectors are kept where the settings say", () => {
  const places = {
    CHATS_QDRANT_URL: "https://qdrant.example.org",
    CHATS_CHROMA_URL: "http://chroma",
  };
  expect(readSettings(places).vectors).toEqual({ kind: "database" });
  expect(readSettings({ ...places, CHATS_VECTORS: "chroma" }).vectors).toEqual({
    kind: "chroma",
    url: "http://chroma",
  });
  const { vectors } = readSettings({
    ...places,
    CHATS_VECTORS: "qdrant",
    CHATS_QDRANT_API_KEY: "second secret",
  });
  expect(vectors).toMatchObject({ kind: "qdrant", url: "https://qdrant.example.org" });
  expect(vectors.kind === "qdrant" && vectors.apiKey?.()).toBe("second secret");
});

test.each<[Record<string, string>, string]>([
  [
    { CHATS_EMBEDDER_URL: "http://127.0.0.1/v1" },
    "CHATS_EMBEDDER_MODEL: missing; CHATS_EMBEDDER_URL is set, which is of no use without it",
  ],
  [
    { CHATS_EMBEDDER_MODEL: "small" },
    "CHATS_EMBEDDER_URL: missing; CHATS_EMBEDDER_MODEL is set, which is of no use without it",
  ],
  [
    { CHATS_EMBEDDER_KEY: "first secret" },
    "CHATS_EMBEDDER_URL: missing; CHATS_EMBEDDER_KEY is set, which is of no use without it",
  ],
  [
    { ...http, CHATS_EMBEDDER_MODEL_DIRECTORY: "models/small" },
    "CHATS_EMBEDDER_MODEL_DIRECTORY: not both; CHATS_EMBEDDER_URL is set, use one of the two",
  ],
  [
    { CHATS_VECTORS: "pinecone" },
    'CHATS_VECTORS: no place for vectors, got "pinecone"; use database, qdrant, chroma',
  ],
  [
    { CHATS_VECTORS: "qdrant" },
    "CHATS_QDRANT_URL: missing; CHATS_VECTORS is qdrant, which is of no use without it",
  ],
  [
    { CHATS_VECTORS: "chroma", CHATS_QDRANT_URL: "http://127.0.0.1:6333" },
    "CHATS_CHROMA_URL: missing; CHATS_VECTORS is chroma, which is of no use without it",
  ],
])("refuses %j", (environment, message) => {
  expect(() => readSettings(environment)).toThrow(new Error(message));
});

test.each(["127.0.0.1:6333", "redis://127.0.0.1", "http://ada:secret@127.0.0.1", "http://"])(
  "refuses the address %s without repeating it",
  (url) => {
    expect(() => readSettings({ CHATS_QDRANT_URL: url })).toThrow(
      new Error(
        "CHATS_QDRANT_URL: not an address without a login; use one such as http://127.0.0.1:6333",
      ),
    );
  },
);
