import { describe, expect, it } from "vitest";
import { chat, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function filesAndImportsContract(subject: Subject): void {
  const { save } = subject;

  describe("files and imports", () => {
    it("knows nothing of a file that was not read", async () => {
      expect(await subject.store.fileState("/chats/a.json")).toBeUndefined();
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

    it("gives the import that began last, finished or not", async () => {
      const none = {
        filesSeen: 0,
        filesRead: 0,
        filesFailed: 0,
        sessionsAdded: 0,
        sessionsUpdated: 0,
        messagesAdded: 0,
      };
      const some = {
        filesSeen: 6,
        filesRead: 5,
        filesFailed: 1,
        sessionsAdded: 4,
        sessionsUpdated: 3,
        messagesAdded: 2,
      };
      expect(await subject.store.lastImport()).toBeUndefined();
      const id = await subject.store.beginImport(1_000);
      expect(await subject.store.lastImport()).toEqual({
        ...none,
        startedAt: 1_000,
        finishedAt: undefined,
      });
      await subject.store.finishImport(id, some, 2_000);
      expect(await subject.store.lastImport()).toEqual({
        ...some,
        startedAt: 1_000,
        finishedAt: 2_000,
      });
      await subject.store.beginImport(3_000);
      expect(await subject.store.lastImport()).toEqual({
        ...none,
        startedAt: 3_000,
        finishedAt: undefined,
      });
    });
  });
}
