import { describe, expect, it } from "vitest";
import { type RescanParts, rescanStored } from "../../import/rescan.ts";
import { sanitizedSession } from "../../sanitize/session.ts";
import { blindSanitizer, testSanitizer, testSecret } from "../../sanitize/testing.ts";
import type { Session } from "../../sources/model.ts";
import { chat, readState, sourceFile } from "../test-chats.ts";
import { leakyChat } from "../test-leaks.ts";
import type { Subject } from "./subject.ts";

/** What becomes of chats that were stored under rules that knew less. */
export function rescanContract(subject: Subject): void {
  describe("a new scan", () => {
    const problems: string[] = [];
    const rescan = (parts: Partial<RescanParts> = {}) => {
      problems.length = 0;
      const { records, maintenance } = subject;
      const onProblem = (problem: string) => problems.push(problem);
      return rescanStored({ records, maintenance, sanitizer: testSanitizer, onProblem, ...parts });
    };
    const store = (chat: Session, sanitizer = blindSanitizer) => {
      const { session, findings } = sanitizedSession(chat, sanitizer);
      const { rulesVersion } = sanitizer;
      const file = sourceFile({ path: `/chats/${session.id}.json` });
      return subject.store.saveSession(session, file, readState(file), { rulesVersion, findings });
    };

    it("takes out what earlier rules have missed, wherever it stands", async () => {
      await store(leakyChat("a"));
      await store(chat({ id: "b" }));
      await store(leakyChat("c"), testSanitizer);
      expect(await subject.found(testSecret)).not.toEqual([]);

      expect(await rescan()).toEqual({ toScan: 2, scanned: 2, redacted: 1 });
      expect(problems).toEqual([]);
      const found = await subject.store.session("vscode:a");
      expect(JSON.stringify(found)).not.toContain(testSecret);
      const placeholder = expect.stringMatching(/^use \[redacted:github-token:[0-9a-f]{12}\] now$/);
      expect(found).toMatchObject({
        title: placeholder,
        messages: [
          { text: placeholder },
          { text: "Done.", parts: [{ text: placeholder }], toolCalls: [{ output: placeholder }] },
          { text: "nothing of note" },
        ],
      });
      expect(await subject.found(testSecret)).toEqual([]);
      const { id: _, ...asRead } = (await subject.records.whole("vscode:c")) ?? chat();
      expect(await subject.records.whole("vscode:a")).toMatchObject(asRead);
      expect(await subject.maintenance.check()).toEqual([]);

      expect(await rescan()).toEqual({ toScan: 0, scanned: 0, redacted: 0 });
      expect(await store(leakyChat("a"), testSanitizer)).toMatchObject({ outcome: "unchanged" });
    });

    it("has the vectors made anew of messages that it changed, and of no others", async () => {
      await store(leakyChat("a"));
      const ids = (await subject.store.messagesWithoutVector("one", 9)).map(({ id }) => id);
      const vector = new Float32Array(4).fill(1);
      await subject.vectors.upsert(
        "one",
        ids.map((messageId) => ({ messageId, vector })),
      );
      expect(await subject.vectors.nearest("one", vector, 9)).toHaveLength(3);

      await rescan();
      expect(await subject.vectors.nearest("one", vector, 9)).toHaveLength(1);
      const waiting = await subject.store.messagesWithoutVector("one", 9);
      expect(waiting.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    });

    it("that is stopped is gone on with by the next", async () => {
      for (const id of ["a", "b", "c"]) await store(leakyChat(id));
      const controller = new AbortController();
      const { signal } = controller;
      const seen: number[] = [];
      const first = await rescan({
        signal,
        onProgress({ scanned }) {
          seen.push(scanned);
          if (scanned === 1) controller.abort();
        },
      });
      expect([first, seen]).toEqual([{ toScan: 3, scanned: 1, redacted: 1 }, [0, 1]]);
      expect(await rescan()).toEqual({ toScan: 2, scanned: 2, redacted: 2 });
      expect(await subject.found(testSecret)).toEqual([]);
    });

    it("names a session that it cannot look through, and goes on with the others", async () => {
      for (const id of ["a", "b", "c"]) await store(leakyChat(id));
      const { records } = subject;
      const sanitizeAgain: typeof records.sanitizeAgain = async (id, sanitize) => {
        if (id === "vscode:b") throw new Error("broken");
        return records.sanitizeAgain(id, sanitize);
      };
      const breaking = { ...records, sanitizeAgain };
      expect(await rescan({ records: breaking })).toEqual({ toScan: 3, scanned: 2, redacted: 2 });
      expect(problems).toEqual(["vscode:b: could not be looked through for secrets again: broken"]);
      expect(await rescan()).toEqual({ toScan: 1, scanned: 1, redacted: 1 });
    });

    it("gives up where nothing can be written", async () => {
      for (const id of "abcdefgh") await store(leakyChat(id));
      const { records } = subject;
      const sanitizeAgain = () => Promise.reject(new Error("the disk is full"));
      expect(await rescan({ records: { ...records, sanitizeAgain } })).toEqual({
        toScan: 8,
        scanned: 0,
        redacted: 0,
      });
      expect(problems).toHaveLength(5);
    });
  });
}
