import { expect, it } from "vitest";
import type { MessageFilter } from "../../store/message-filter.ts";
import { answer, chat, prompt, readState, sourceFile } from "../../store/test-chats.ts";
import type { Subject } from "./subject.ts";

/** Of what fits a filter, the nearest are found. */
export function vectorFiltersContract(subject: Subject): void {
  const east = Float32Array.from([1, 0, 0, 0]);

  it.each<[MessageFilter, number[]]>([
    [{}, [0, 1]],
    [{ role: "assistant" }, [1]],
    [{ model: "gpt-5", source: "vscode" }, [1]],
    [{ source: "github" }, []],
    [{ to: 2_000 }, [0]],
  ])("finds with the filter %j the messages %j", async (filter, expected) => {
    const { store, vectors } = subject.forOwner("local");
    const file = sourceFile();
    const messages = [prompt("r1", "a", 1_000), answer("r1", "b", 2_000)];
    await store.saveSession(chat({ messages }), file, readState(file));
    const ids = (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    await subject.put(ids, [1, 0, 0, 0], [0.8, 0.6, 0, 0]);
    const found = await vectors.nearest("one", east, 10, filter);
    expect(found.map(({ messageId, rank }) => [ids.indexOf(messageId), rank])).toEqual(
      expected.map((index, position) => [index, position + 1]),
    );
  });

  it("finds the few that fit beside many nearer ones", async () => {
    const many = Array.from({ length: 300 }, (_, index) => `text ${index}`);
    const ids = await subject.saved(...many);
    await subject.put(ids, ...ids.map((_, index) => [1, index / 100_000, 0, 0]));
    const { store, vectors } = subject.forOwner("local");
    const file = sourceFile({ path: "/chats/b.json" });
    const other = chat({ id: "chat-2", source: "github", messages: [prompt("r1", "a")] });
    await store.saveSession(other, file, readState(file));
    const [id = 0] = (await store.session("github:chat-2"))?.messages.map(({ id }) => id) ?? [];
    await subject.put([id], [0, 1, 0, 0]);
    expect(await vectors.nearest("one", east, 10, { source: "github" })).toEqual([
      { messageId: id, rank: 1, similarity: expect.closeTo(0) },
    ]);
  });
}
