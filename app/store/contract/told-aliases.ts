import { describe, expect, it } from "vitest";
import { ingestSessions } from "../../ingest/ingest.ts";
import { ingestBody, ingestPlaceOf, pushed } from "../../ingest/test-pushes.ts";
import type { Session } from "../../sources/model.ts";
import { answer, chat, prompt } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function toldAliasesContract(subject: Subject): void {
  describe("turns that a collector found to be one", () => {
    const turn = (name: string, at: number) => [
      prompt(name, `asked at ${at}`, at),
      answer(name, "done", at + 1),
    ];
    const early = { session: chat({ messages: [...turn("r1", 1), ...turn("e2", 2)] }) };
    const late = {
      session: chat({ messages: [...turn("r1", 1), ...turn("r2", 2)] }),
      aliases: [{ alias: "e2", turn: "r2" }],
    };
    const bothSides = ["r1/user", "r1/assistant", "r2/user", "r2/assistant"];
    const sendAll = async (all: { session: Session; aliases?: unknown }[]) => {
      for (const { session, aliases } of all) {
        const body = ingestBody([pushed(session, aliases === undefined ? {} : { aliases })]);
        const { sessions } = await ingestSessions(body, ingestPlaceOf(subject), () => {});
        expect(sessions[0]).not.toHaveProperty("problem");
      }
      const whole = await subject.records.whole("vscode:chat-1");
      return whole?.messages.map(({ key }) => key);
    };

    it("are there once, whichever of their names came first", async () => {
      expect(await sendAll([early, late])).toEqual(bothSides);
      expect(await sendAll([early])).toEqual(bothSides);
      expect(await subject.records.aliasesOf("vscode:chat-1")).toEqual(late.aliases);
    });

    it("are there once, when the older reading comes last", async () => {
      expect(await sendAll([late, early])).toEqual(bothSides);
    });

    it.each([
      ["both are in the session", [{ alias: "r1", turn: "r2" }]],
      ["neither is there", [{ alias: "x", turn: "y" }]],
      [
        "each is the other",
        [
          { alias: "r1", turn: "r2" },
          { alias: "r2", turn: "r1" },
        ],
      ],
    ])("stay two where %s", async (_, aliases) => {
      const session = { ...late.session, title: "B" };
      expect(await sendAll([late, { session, aliases }])).toEqual(bothSides);
      expect(await subject.records.aliasesOf("vscode:chat-1")).toEqual(late.aliases);
    });

    it("have one name, and not a chain of them", async () => {
      const another = chat({ messages: [...turn("r1", 1), ...turn("r3", 2)] });
      await sendAll([
        late,
        { session: another, aliases: [{ alias: "r2", turn: "r3" }] },
        { session: early.session, aliases: [{ alias: "f2", turn: "e2" }] },
      ]);
      expect(await subject.records.aliasesOf("vscode:chat-1")).toEqual(late.aliases);
    });
  });
}
