import { expect, it } from "vitest";
import type { Subject } from "./subject.ts";

/** Whose messages are found by whom. */
export function vectorSharingContract(subject: Subject): void {
  const { savedFor, putFor, foundBy, forOwner } = subject;
  const east = [1, 0, 0, 0];

  it("finds an owner's own beside the many nearer ones of another", async () => {
    const texts = Array.from({ length: 1_500 }, (_, index) => `text ${index}`);
    const ids = await savedFor("ada", ...texts);
    await putFor("ada", "one", ids, ...ids.map((_, index) => [1, index / 100_000, 0, 0]));
    const own = await savedFor("grace", "a", "b");
    await putFor("grace", "one", own, [0, 1, 0, 0], [1, 1, 0, 0]);
    expect(await foundBy("grace", east)).toEqual([own[1], own[0]]);
    const found = await foundBy("ada", east);
    expect([found.length, found.filter((id) => !ids.includes(id))]).toEqual([10, []]);
    expect(await foundBy("linus", east)).toEqual([]);
  });

  it("finds what another shows to the team, as long as that does", async () => {
    const [id = 0] = await savedFor("ada", "a");
    const [own] = await savedFor("grace", "b");
    await forOwner("ada").store.setVisibility("vscode:chat-1", "team");
    await putFor("ada", "one", [id], east);
    await putFor("grace", "one", [own ?? 0], [0, 1, 0, 0]);
    expect(await foundBy("grace", east)).toEqual([id, own]);
    expect(await foundBy("ada", east)).toEqual([id]);
    await forOwner("ada").store.setVisibility("vscode:chat-1", "private");
    expect(await foundBy("grace", east)).toEqual([own]);
    expect(await foundBy("ada", east)).toEqual([id]);
  });

  it("finds what is shown to the team since it was embedded, once work on vectors is done", async () => {
    const [id = 0] = await savedFor("ada", "a");
    await putFor("ada", "one", [id], east);
    await forOwner("ada").store.setVisibility("vscode:chat-1", "team");
    await forOwner("ada").vectors.complete("one");
    expect(await foundBy("grace", east)).toEqual([id]);
    await forOwner("ada").store.setVisibility("vscode:chat-1", "private");
    await forOwner("ada").vectors.complete("one");
    expect(await foundBy("grace", east)).toEqual([]);
    expect(await foundBy("ada", east)).toEqual([id]);
  });

  it("takes no vector for a message of somebody else", async () => {
    const [id = 0] = await savedFor("ada", "a");
    await putFor("grace", "one", [id], east);
    expect(await foundBy("ada", east)).toEqual([]);
    expect(await forOwner("ada").vectors.count("one")).toBe(0);
    expect(await forOwner("grace").vectors.count("one")).toBe(0);
    expect(await forOwner("grace").vectors.hasAny("one")).toBe(false);
  });
}
