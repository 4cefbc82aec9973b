import { expect, it } from "vitest";
import type { Subject } from "./subject.ts";

/** How one generation takes the place of another. */
export function vectorGenerationContract(subject: Subject): void {
  const { saved, savedFor, putFor, foundBy, forOwner } = subject;
  const [east, north] = [
    [1, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0, 0],
  ];

  it("is complete once no message of anybody waits", async () => {
    const { vectors } = forOwner("ada");
    expect(await vectors.currentGeneration()).toBeUndefined();
    expect(await vectors.complete("one")).toBe(false);
    const ids = await savedFor("ada", "a", "", "b");
    const [other = 0] = await savedFor("grace", "c");
    await putFor("ada", "one", ids, east);
    expect(await vectors.complete("one")).toBe(false);
    await putFor("ada", "one", ids.slice(2), east);
    expect(await vectors.complete("one")).toBe(false);
    expect(await vectors.currentGeneration()).toBeUndefined();
    await putFor("grace", "one", [other], east);
    expect(await vectors.complete("one")).toBe(true);
    expect(await vectors.currentGeneration()).toBe("one");
    await savedFor("grace", "c", "d");
    expect(await vectors.complete("one")).toBe(true);
    expect(await vectors.currentGeneration()).toBe("one");
  });

  it("is built aside while searches use the one before, which then goes", async () => {
    const ids = await saved("a", "b");
    await putFor("local", "one", ids, east, east);
    await subject.vectors.complete("one");
    await putFor("local", "two", ids, north);
    expect(await subject.vectors.complete("two")).toBe(false);
    expect(await subject.vectors.currentGeneration()).toBe("one");
    expect(await foundBy("local", east)).toEqual(ids);
    expect(await foundBy("local", north, "two")).toEqual([ids[0]]);
    await putFor("local", "two", ids.slice(1), north);
    expect(await subject.vectors.complete("two")).toBe(true);
    expect(await subject.vectors.currentGeneration()).toBe("two");
    expect(await foundBy("local", north, "two")).toEqual(ids);
    expect(await foundBy("local", east)).toEqual([]);
    expect(await subject.vectors.count("one")).toBe(0);
    expect(await subject.vectors.hasAny("one")).toBe(false);
    expect(await subject.vectors.hasAny("two")).toBe(true);
    expect(await subject.waiting()).toEqual(["a", "b"]);
  });

  it("comes back where it was dropped, as a new one", async () => {
    const ids = await saved("a");
    for (const generation of ["one", "two", "one"]) {
      await putFor("local", generation, ids, east);
      expect(await subject.vectors.complete(generation)).toBe(true);
      expect(await subject.vectors.currentGeneration()).toBe(generation);
    }
    expect(await subject.vectors.count("two")).toBe(0);
    expect(await foundBy("local", east)).toEqual(ids);
  });

  it("loses nothing to a reconciliation", async () => {
    const ids = await saved("a", "...");
    await putFor("local", "one", ids, east, [0, 0, 0, 0]);
    await subject.vectors.reconcile("one");
    await subject.vectors.reconcile("two");
    expect(await foundBy("local", east)).toEqual([ids[0]]);
    expect(await subject.vectors.count("one")).toBe(2);
    expect(await subject.waiting()).toEqual([]);
  });

  it("finds no message that was removed, before and after work on vectors", async () => {
    const [id = 0] = await saved("a");
    const [other = 0] = await savedFor("ada", "b");
    await putFor("local", "one", [id], east);
    await putFor("ada", "one", [other], east);
    const times = { before: 9_000, removedAt: 9_000 };
    expect(await forOwner("local").maintenance.remove(["vscode:chat-1"], times)).toBe(1);
    expect(await foundBy("local", east)).toEqual([]);
    expect(await foundBy("ada", east)).toEqual([other]);
    expect(await forOwner("ada").vectors.complete("one")).toBe(true);
    expect(await foundBy("local", east)).toEqual([]);
    expect(await foundBy("ada", east)).toEqual([other]);
    expect(await forOwner("ada").vectors.count("one")).toBe(1);
  });
}
