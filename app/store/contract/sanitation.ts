import { describe, expect, it } from "vitest";
import type { Session } from "../../sources/model.ts";
import type { Sanitation } from "../store.ts";
import { answer, chat, message, prompt, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function sanitationContract(subject: Subject): void {
  describe("sanitation", () => {
    const id = "vscode:chat-1";
    const save = (session: Session, sanitation?: Sanitation, file = sourceFile()) =>
      subject.store.saveSession(session, file, readState(file), sanitation);
    const under = (rulesVersion: string, ...findings: Sanitation["findings"]): Sanitation => ({
      rulesVersion,
      findings,
    });
    const finding = (messageKey: string, hash: string, count = 1) => ({
      messageKey,
      rule: "github-token",
      hash,
      count,
    });

    it("knows under which rules a session was stored", async () => {
      await save(chat({ id: "none" }));
      await save(chat({ id: "old" }), under("1"));
      await save(chat({ id: "new" }), under("2"));
      const { records } = subject;
      expect(await records.underOtherRules("2")).toEqual(["vscode:none", "vscode:old"]);
      expect(await records.underOtherRules("1")).toEqual(["vscode:none", "vscode:new"]);
    });

    it("does not count as one version what came under two", async () => {
      const first = chat({ messages: [prompt("r1", "One", 1)] });
      const second = chat({ messages: [prompt("r2", "Two", 2)] });
      await save(first, under("1"));
      await save(chat({ messages: [] }), under("2"));
      await save(first, under("1"));
      expect(await subject.records.underOtherRules("1")).toEqual([]);
      await save(second, under("2"));
      expect(await subject.records.underOtherRules("1")).toEqual([id]);
      expect(await subject.records.underOtherRules("2")).toEqual([id]);
    });

    it("keeps what was found in a message, as long as the message says the same", async () => {
      const messages = [prompt("r1", "One", 1), answer("r1", "Two", 2)];
      const found = [
        finding("r1/assistant", "bb"),
        finding("r1/user", "aa", 2),
        finding("r1/user", "aa"),
        finding("r9/user", "cc"),
      ];
      await save(chat({ messages }), under("1", ...found));
      expect(await subject.records.findings(id)).toEqual([
        finding("r1/user", "aa", 3),
        finding("r1/assistant", "bb"),
      ]);
      const changed = [prompt("r1", "One", 1), answer("r1", "Three", 2)];
      await save(chat({ messages: changed }), under("1", finding("r1/assistant", "dd")));
      expect(await subject.records.findings(id)).toEqual([
        finding("r1/user", "aa", 3),
        finding("r1/assistant", "dd"),
      ]);
      expect(await subject.records.findings("vscode:unknown")).toEqual([]);
    });

    it("gives a session as it was read", async () => {
      const session = chat({
        title: "Bread",
        workspace: { uri: "file:///w", name: "w", repository: "github.com/ada/w" },
        usage: [{ model: "gpt-5", requests: 1 }],
        messages: [
          { ...prompt("r1", "Why?", 1_000), intent: { mode: "ask" } },
          message({
            key: "r1/assistant",
            role: "assistant",
            parts: [{ kind: "strange", text: undefined, raw: { a: [1, null] } }],
            usage: { promptTokens: undefined, completionTokens: 3 },
            toolCalls: [
              { id: "c", tool: "t", summary: "s", input: "i", output: undefined, outcome: "ok" },
            ],
          }),
        ],
      });
      await save(session);
      expect(await subject.records.whole(id)).toEqual(session);
      expect(await subject.records.whole("vscode:unknown")).toBeUndefined();
    });

    it("puts what is stored through newer rules", async () => {
      const messages = [prompt("r1", "key ghp_1", 1_000), answer("r1", "none", 2_000)];
      await save(
        chat({ title: "About ghp_1", messages }),
        under("1", finding("r1/user", "old", 2), finding("r1/assistant", "old")),
      );
      const before = await subject.store.session(id);
      const sanitized = await subject.records.sanitizeAgain(id, (session) => ({
        session: {
          ...session,
          title: session.title?.replace("ghp_1", "[redacted]"),
          messages: session.messages.map((stored) => ({
            ...stored,
            text: stored.text.replace("ghp_1", "[redacted]"),
          })),
        },
        sanitation: under("2", finding("r1/user", "old"), finding("r1/user", "new")),
      }));

      expect(sanitized).toBe(true);
      expect(await subject.store.session(id)).toMatchObject({
        title: "About [redacted]",
        updatedAt: 2_000,
        messages: [
          { id: before?.messages[0]?.id, text: "key [redacted]" },
          { id: before?.messages[1]?.id, text: "none" },
        ],
      });
      expect(await subject.found("ghp_1")).toEqual([]);
      expect(await subject.found("redacted")).toEqual(["key [redacted]"]);
      expect(await subject.records.underOtherRules("2")).toEqual([]);
      expect(await subject.records.findings(id)).toEqual([
        finding("r1/user", "new"),
        finding("r1/user", "old", 3),
        finding("r1/assistant", "old"),
      ]);
    });

    it("leaves what newer rules find nothing in as it is, vectors included", async () => {
      await save(chat({ title: "Bread" }), under("1"));
      const { vectors } = subject;
      const [waiting] = await subject.store.messagesWithoutVector("one", 9);
      const vector = new Float32Array(4).fill(1);
      await vectors.upsert("one", [{ messageId: waiting?.id ?? 0, vector }]);
      const asItIs = (session: Session) => ({ session, sanitation: under("2") });
      expect(await subject.records.sanitizeAgain(id, asItIs)).toBe(false);
      expect(await subject.store.messagesWithoutVector("one", 9)).toEqual([]);
      expect(await subject.records.underOtherRules("2")).toEqual([]);
      expect(await save(chat({ title: "Bread" }), under("2"))).toMatchObject({
        outcome: "unchanged",
      });
      expect(await subject.records.sanitizeAgain("vscode:unknown", asItIs)).toBe(false);
    });
  });
}
