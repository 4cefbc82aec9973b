import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, chat, prompt } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function fullTextContract(subject: Subject): void {
  const { save, found } = subject;

  describe("full text", () => {
    it("finds words in any inflection, and messages that have any of them", async () => {
      await save(
        chat({
          messages: [
            prompt("r1", "The login test failed again"),
            answer("r1", "Bread needs salt"),
            prompt("r2", "Testing is failing when users log in"),
          ],
        }),
      );
      expect((await found("tests keep failing at sign in")).toSorted()).toEqual([
        "Testing is failing when users log in",
        "The login test failed again",
      ]);
    });

    it("ranks from 1 and gives no more than asked for", async () => {
      await save(
        chat({
          messages: [
            prompt("r1", "salt and pepper and a lot of other things in a long sentence"),
            prompt("r2", "salt"),
            prompt("r3", "sugar"),
          ],
        }),
      );
      const hits = await subject.store.searchText("salt", 10);
      expect(hits.map(({ rank }) => rank)).toEqual([1, 2]);
      expect(await found("salt")).toEqual([
        "salt",
        "salt and pepper and a lot of other things in a long sentence",
      ]);
      expect(await subject.store.searchText("salt", 1)).toEqual(hits.slice(0, 1));
    });

    it("gives five messages of a session at most", async () => {
      const salty = Array.from({ length: 30 }, (_, turn) => prompt(`r${turn}`, "salt salt"));
      await save(chat({ id: "talkative", messages: salty }));
      await save(chat({ messages: [prompt("r1", "a little salt in the soup")] }));
      expect(await found("salt")).toEqual([
        ...new Array(5).fill("salt salt"),
        "a little salt in the soup",
      ]);
    });

    it("ranks a prompt above an answer with the same words", async () => {
      await save(chat({ messages: [answer("r1", "salt"), prompt("r2", "salt")] }));
      const hits = await subject.store.searchText("salt", 10);
      const ids = hits.map(({ messageId }) => messageId);
      const excerpts = await subject.store.excerpts(ids, "");
      expect(excerpts.map(({ role }) => role)).toEqual(["user", "assistant"]);
    });

    it("finds a chat by its title, as its first message", async () => {
      const messages = [prompt("r1", "First", 1_000), answer("r1", "Second", 2_000)];
      await save(chat({ title: "Sourdough", messages }));
      expect(await found("sourdough")).toEqual(["First"]);
    });

    it("gives a message once that its chat's title finds too", async () => {
      await save(chat({ title: "Salt", messages: [prompt("r1", "salt")] }));
      expect((await subject.store.searchText("salt", 10)).map(({ rank }) => rank)).toEqual([1]);
    });

    it.each([
      ["user name", "call getUserName() first"],
      ["getUserName", "call get_user_name() first"],
      ["get_user_name", "call getUserName() first"],
      ["sign_in", "the signIn page"],
      ["signIn", "the sign-in page"],
      ["UserService.ts", "open src/app/UserService.ts"],
      ["main.ts", "open src/app/main.ts"],
      ["src/app/main.ts", "open src/app/main.ts"],
      ["app main", "open src/app/main.ts"],
      ["retry backoff", "call retryBackoff() first"],
      ["retryBackoff", "call retry_backoff() first"],
      ["retry_backoff", "call retryBackoff() first"],
      ["backoff", "call retryBackoff() first"],
      ["RETRY_BACKOFF", "const retryBackoff = 2"],
      ["http server", "new HTTPServer(8080)"],
      ["naive", "a naïve idea"],
      ["世界", "你好世界"],
    ])("finds %j in %j", async (query, text) => {
      await save(chat({ messages: [prompt("r1", text), prompt("r2", "something else")] }));
      expect(await found(query)).toEqual([text]);
    });

    it.each(["", " ", '"', '""', "*", "^", "()", ":", "-", "\0", "' --", "😀", "{}", "…"])(
      "finds nothing for %j, which has no word",
      async (query) => {
        await save(chat({ messages: [prompt("r1", `odd ${query} text`)] }));
        expect(await subject.store.searchText(query, 10)).toEqual([]);
      },
    );

    it.each([
      'salt"',
      '"salt',
      "salt*",
      "salt OR",
      "NOT salt",
      "AND salt AND",
      "NEAR(salt pepper, 1",
      "prompt:salt",
      "title : salt",
      "{prompt} : salt",
      "-salt",
      "^salt",
      "+salt+",
      "salt\0",
      "sal't; drop table messages; -- salt",
    ])("takes %j for words, not for a query language", async (query) => {
      await save(chat({ messages: [prompt("r1", "salt"), prompt("r2", "sugar")] }));
      expect(await found(query)).toEqual(["salt"]);
    });

    it.each(["NOT", "AND", "OR", "NEAR", "OR NOT"])("finds the word in %j", async (query) => {
      await save(chat({ messages: [prompt("r1", `the ${query} gate`)] }));
      expect(await found(query)).toEqual([`the ${query} gate`]);
    });

    it.each([
      ["one long word", `salt ${"x".repeat(100_000)}`],
      ["many words", `salt ${"word ".repeat(20_000)}`],
      ["a long name", `salt ${"some/".repeat(20_000)}`],
      ["many quotes", `salt${'"'.repeat(100_000)}`],
    ])("takes 100 kB of %s for a query", async (_, query) => {
      await save(chat({ messages: [prompt("r1", "salt"), prompt("r2", "sugar")] }));
      expect(await found(query)).toEqual(["salt"]);
    });

    it("takes any text for a query", async () => {
      await save(chat());
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary" }), async (query) => {
          expect(await subject.store.searchText(query, 10)).toBeInstanceOf(Array);
        }),
      );
    });
  });
}
