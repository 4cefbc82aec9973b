import { expect, it } from "vitest";
import { testStore } from "../http/testing.ts";
import type { Suggestion } from "../store/store.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { legGuards } from "./guards.ts";
import { wordSuggestions } from "./suggest.ts";

const log = jsonLog("silent");

function suggesting(suggestions: () => Promise<Suggestion[]>) {
  const guards = legGuards({ limitsMs: { text: 20, embedding: 20, vectors: 20 } });
  return wordSuggestions({ store: testStore({ suggestions }), log, guards });
}

it("puts the most similar words in the place of those that occur nowhere", async () => {
  const suggestions = [
    { word: "retrry", instead: ["retry", "retries"] },
    { word: "bakof", instead: ["backoff"] },
  ];
  expect(await suggesting(async () => suggestions)("retrry with a bakof")).toEqual({
    suggestions,
    didYouMean: "retry with a backoff",
  });
});

it("suggests no other query where there are no other words", async () => {
  expect(await suggesting(async () => [])("retry")).toEqual({ suggestions: [] });
});

it("says why it has none, and throws only where there is no database", async () => {
  const never = () => new Promise<never>(() => {});
  expect(await suggesting(never)("retry")).toEqual({
    suggestions: [],
    fallbackReason: { code: "text_too_slow", message: "the search by words took too long" },
  });
  expect(await suggesting(() => Promise.reject(new Error("bad index")))("retry")).toEqual({
    suggestions: [],
    fallbackReason: {
      code: "text_failed",
      message: "the search by words failed; the log says why",
    },
  });
  const away = suggesting(() => Promise.reject(new StoreUnavailable("not here")));
  await expect(away("retry")).rejects.toThrow(StoreUnavailable);
});
