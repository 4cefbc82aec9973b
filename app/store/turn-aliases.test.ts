import { describe, expect, it } from "vitest";
import { sourceFile } from "./test-chats.ts";
import { isTranscript, sameTurns, type TurnTraits, traitsOf } from "./turn-aliases.ts";

const turn = (name: string, askedAt: number | undefined, words = "", ...callIds: string[]) =>
  ({ turn: name, askedAt, words, callIds }) satisfies TurnTraits;

const same = (transcript: TurnTraits[], own: TurnTraits[]) =>
  Object.fromEntries(sameTurns(transcript, own));

describe("sameTurns", () => {
  it("knows a turn by its tool call, whatever was said and whenever", () => {
    const own = [turn("r1", 0, "One"), turn("r2", 900_000, "/fix", "call_1")];
    expect(same([turn("e", 1, "One", "call_1")], own)).toEqual({ e: "r2" });
  });

  it.each([
    ["the same words within a minute", 60_000, "@workspace /explain  the\nfile", { e: "r" }],
    ["the same words later than that", 60_001, "the file", {}],
    ["other words within five seconds", 5_000, "the #file:till.ts", { e: "r" }],
    ["other words later than that", 5_001, "the #file:till.ts", {}],
    ["the same words earlier by a minute", -60_000, "the file", { e: "r" }],
    ["no words within five seconds", -5_000, "", { e: "r" }],
    ["no words later than that", 5_001, "", {}],
  ])("takes a question with %s for %j", (_, distance, words, found) => {
    expect(same([turn("e", 100_000, "the file")], [turn("r", 100_000 + distance, words)])).toEqual(
      found,
    );
  });

  it("knows no turn by its time that has none", () => {
    expect(same([turn("e", undefined, "One")], [turn("r", undefined, "One")])).toEqual({});
    expect(same([turn("e", 1, "One")], [turn("r", undefined, "One")])).toEqual({});
  });

  it("takes the nearest of several with the same words, and none twice", () => {
    const own = [turn("r1", 0, "continue"), turn("r2", 30_000, "continue")];
    const transcript = [turn("e0", -20_000, "continue"), turn("e2", 31_000, "continue")];
    expect(same(transcript, own)).toEqual({ e0: "r1", e2: "r2" });
    expect(same([...transcript, turn("e1", 2_000, "continue")], own)).toEqual({
      e1: "r1",
      e2: "r2",
    });
  });

  it("prefers the same words to the same time", () => {
    const own = [turn("r1", 1_000, "stop"), turn("r2", 4_000, "go on")];
    expect(same([turn("e", 1_000, "go on")], own)).toEqual({ e: "r2" });
  });

  it("takes no time for the same word asked ten thousand times", () => {
    const asked = (name: string) =>
      Array.from({ length: 10_000 }, (_, index) =>
        turn(`${name}${index}`, index * 10_000, "continue"),
      );
    const startedAt = performance.now();
    expect(sameTurns(asked("e"), asked("r")).size).toBe(10_000);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

it("reads the traits of a turn off both of its sides", () => {
  const call = { createdAt: 9, callIds: ["c"] };
  expect(
    traitsOf([
      { key: "r1/user", role: "user", text: "Why?", createdAt: 5, callIds: [] },
      { key: "r1/assistant", role: "assistant", text: "Because.", ...call },
      { key: "r2/assistant", role: "assistant", text: "Also.", ...call },
    ]),
  ).toEqual([turn("r1", 5, "Why?", "c"), turn("r2", undefined, "", "c")]);
});

it.each([
  ["/User/workspaceStorage/w1/GitHub.copilot-chat/transcripts/s1.jsonl", true],
  ["/User/workspaceStorage/w1/chatSessions/s1.jsonl", false],
  ["/home/ada/transcripts/chatSessions/s1.jsonl", false],
])("%s is a transcript: %s", (path, expected) => {
  expect(isTranscript(sourceFile({ path }))).toBe(expected);
});
