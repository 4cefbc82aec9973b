import { expect, it } from "vitest";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { chooseEmbedder } from "./choose.ts";
import { embeddingServer } from "./http/testing.ts";

it("takes hashed n-grams where there is no model", async () => {
  const { description, isLocal, open } = chooseEmbedder({ kind: "hashed-ngrams" });
  expect(isLocal).toBe(true);
  expect(await open()).toMatchObject({ generation: hashedNgrams.generation });
  expect(description).toContain("knows no synonyms");
});

it("says where the text of chats goes", async () => {
  const { url } = await embeddingServer();
  const chosen = chooseEmbedder({ kind: "http", url, model: "small", key: () => "the-key" });
  expect(chosen.description).toBe(
    "Searches by meaning use the model small, which knows synonyms; the text of chats and queries " +
      `goes to ${new URL(url).host}.`,
  );
  expect((await chosen.open()).generation).toBe("http-small-16-v1");
  expect(chosen.isLocal).toBe(true);
  const elsewhere = { kind: "http", url: "https://models.example.org/v1", model: "small" } as const;
  expect(chooseEmbedder({ ...elsewhere, key: () => "k" }).isLocal).toBe(false);
});

it("looks into the folder of a model when it is first used", async () => {
  const { description, open } = chooseEmbedder({ kind: "onnx", directory: "/nowhere/small" });
  expect(description).toContain("/nowhere/small, which knows synonyms; it runs on this machine");
  await expect(open()).rejects.toThrow("there is no model.onnx and no onnx/model.onnx in /nowhere");
});
