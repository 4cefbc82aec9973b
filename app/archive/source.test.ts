import fc from "fast-check";
import { expect, test } from "vitest";
import type { SessionPage, SessionSummary } from "../store/store.ts";
import { storeSource } from "./source.ts";

/** A store of `count` sessions, the latest first, that changes before each page it gives. */
function changingStore(count: number, change: (ids: string[]) => void) {
  const ids = Array.from({ length: count }, (_, index) => `vscode:${index}`);
  const sessions = async ({ limit, offset }: SessionPage) => {
    change(ids);
    const page = ids.slice(offset, offset + limit).map((id) => ({ id }) as SessionSummary);
    return { total: ids.length, sessions: page };
  };
  return { ids, store: { sessions, session: async () => undefined } };
}

async function listedIds(store: Parameters<typeof storeSource>[0]): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of storeSource(store).ids()) ids.push(id);
  return ids;
}

test.each([0, 1, 199, 200, 201, 450])("of %d sessions each is listed once", async (count) => {
  const { ids, store } = changingStore(count, () => {});
  expect(await listedIds(store)).toEqual(ids);
});

test("sessions that are written or added while they are listed are not missed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.nat(699)), { maxLength: 12 }), async (touches) => {
      const waiting = [...touches];
      const { ids, store } = changingStore(500, (all) => {
        const touched = waiting.shift();
        if (touched === undefined) return;
        const id = touched === null ? `vscode:new-${waiting.length}` : all[touched];
        if (id === undefined) return;
        if (touched !== null) all.splice(touched, 1);
        all.unshift(id);
      });
      const listed = await listedIds(store);
      expect(listed).toHaveLength(new Set(listed).size);
      expect(new Set(listed)).toEqual(new Set(ids));
    }),
  );
});

test("sessions that others show to the team are theirs to archive", async () => {
  const { ids, store } = changingStore(3, () => {});
  ids.splice(1, 0, ...Array.from({ length: 250 }, (_, index) => `ada~vscode:${index}`));
  expect(await listedIds(store)).toEqual(["vscode:0", "vscode:1", "vscode:2"]);
});
