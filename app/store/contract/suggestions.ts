import { describe, expect, it } from "vitest";
import { answer, chat, prompt } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

/** Words that are given instead of mistyped ones. */
export function suggestionsContract(subject: Subject): void {
  describe("a suggestion", () => {
    const saveAll = () =>
      subject.save(
        chat({
          title: "Sourdough",
          messages: [
            prompt("r1", "Why does retryBackoff give up? The bakery needs baking soda"),
            answer("r1", "Retrying needs a backend and the naïve schema."),
          ],
        }),
      );

    it.each([
      ["retrry", [{ word: "retrry", instead: ["retry"] }]],
      ["bakng", [{ word: "bakng", instead: ["baking"] }]],
      ["backoof", [{ word: "backoof", instead: ["backoff"] }]],
      ["sourdouhg", [{ word: "sourdouhg", instead: ["sourdough"] }]],
      ["naieve", [{ word: "naieve", instead: ["naïve"] }]],
      [
        "retrry the schmea please",
        [
          { word: "retrry", instead: ["retry"] },
          { word: "schmea", instead: ["schema"] },
        ],
      ],
    ])("for %j is %j", async (query, suggestions) => {
      await saveAll();
      expect(await subject.store.suggestions(query)).toEqual(suggestions);
    });

    it.each([
      "retry",
      "retries",
      "baking soda",
      "sod",
      "zzzz",
      "",
      "?!",
      "12345",
      "x".repeat(5_000),
    ])("is not made for %j", async (query) => {
      await saveAll();
      expect(await subject.store.suggestions(query)).toEqual([]);
    });

    it("is made of words that are there now", async () => {
      await saveAll();
      await subject.maintenance.remove(["vscode:chat-1"], { before: 9_000_000, removedAt: 1 });
      expect(await subject.store.suggestions("retrry")).toEqual([]);
    });
  });
}
