import { describe, expect, it } from "vitest";
import { chat, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function filesAndImportsContract(subject: Subject): void {
  const { save } = subject;

  describe("files and imports", () => {
    it("knows nothing of a file that was not read", async () => {
      expect(await subject.store.fileState("/chats/a.json")).toBeUndefined();
      expect(await subject.store.fileStates()).toEqual(new Map());
    });

    it("remembers what a file was like, in whole milliseconds", async () => {
      const file = sourceFile({ modifiedAtMs: 5_000.75, inode: "18446744073709551615" });
      await save(chat(), file, true);
      expect(await subject.store.fileState(file.path)).toEqual({
        sizeBytes: 10,
        modifiedAtMs: 5_000,
        inode: "18446744073709551615",
        torn: true,
        problem: undefined,
      });
    });

    it("remembers why a file failed until it can be read", async () => {
      const file = sourceFile();
      await subject.store.saveFileFailure(file, "not JSON");
      expect(await subject.store.fileState(file.path)).toEqual(
        readState(file, { problem: "not JSON" }),
      );
      await save(chat(), file);
      expect(await subject.store.fileState(file.path)).toEqual(readState(file));
    });

    it("gives the states of all files at once", async () => {
      const [a, b] = [sourceFile(), sourceFile({ path: "/chats/b.json", sizeBytes: 20 })];
      await save(chat(), a, true);
      await subject.store.saveFileFailure(b, "not JSON");
      expect(await subject.store.fileStates()).toEqual(
        new Map([
          [a.path, readState(a, { torn: true })],
          [b.path, readState(b, { problem: "not JSON" })],
        ]),
      );
    });

    const counts = {
      filesSeen: 6,
      filesRead: 5,
      filesFailed: 1,
      sessionsAdded: 4,
      sessionsUpdated: 3,
      messagesAdded: 2,
    };

    it("gives the newest import that finished, and says when one began since", async () => {
      const { store } = subject;
      expect(await store.lastImport()).toEqual({ finished: undefined, unfinishedSince: undefined });
      const first = await store.beginImport(1_000);
      expect(await store.lastImport()).toEqual({ finished: undefined, unfinishedSince: 1_000 });
      await store.finishImport(first, counts, 2_000);
      const finished = { ...counts, startedAt: 1_000, finishedAt: 2_000 };
      expect(await store.lastImport()).toEqual({ finished, unfinishedSince: undefined });
      await store.beginImport(3_000);
      expect(await store.lastImport()).toEqual({ finished, unfinishedSince: 3_000 });
    });

    it("keeps the newest thousand imports only", async () => {
      const { store } = subject;
      const ids: number[] = [];
      for (let time = 1; time <= 1_002; time++) ids.push(await store.beginImport(time));
      const [, second = 0, third = 0] = ids;
      await store.finishImport(second, counts, 2_000);
      expect((await store.lastImport()).finished).toBeUndefined();
      await store.finishImport(third, counts, 2_000);
      expect((await store.lastImport()).finished).toMatchObject({ startedAt: 3 });
    });
  });
}
