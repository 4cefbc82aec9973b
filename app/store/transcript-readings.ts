import fc from "fast-check";
import type { Message } from "../sources/model.ts";
import type { ChatReading } from "./chat-readings.ts";
import { answer, chat, prompt, sourceFile } from "./test-chats.ts";

/**
 * Readings of one chat, by its own file and by transcripts, in one order and in another. A
 * transcript that was read beside a reading of the file has the turns of that under their own names.
 * Turns are minutes apart, many have the same words. `sides` are those that any reading has, sorted,
 * as `sideOfTurn` says them.
 */
export function transcriptReadings(): fc.Arbitrary<{
  readings: ChatReading[];
  shuffled: ChatReading[];
  sides: string[];
}> {
  return fc
    .record({
      turns: fc.array(turn, { minLength: 1, maxLength: 6 }),
      own: fc.array(fc.record({ length: fc.nat(6), isCutOff: fc.boolean(), torn: fc.boolean() }), {
        maxLength: 3,
      }),
      transcripts: fc.array(
        fc.record({ length: fc.nat(6), beside: fc.option(fc.nat(2)), torn: fc.boolean() }),
        { maxLength: 3 },
      ),
    })
    .chain(({ turns, own, transcripts }) => {
      const ownTurns = own.map(({ length }) =>
        turns.flatMap(({ isLost }, number) => (isLost || number >= length ? [] : number)),
      );
      const readings = [
        ...own.map(({ isCutOff, torn }, index) => {
          const messages = (ownTurns[index] ?? []).flatMap((number) => ownTurn(turns, number));
          return reading("chatSessions", index, isCutOff ? messages.slice(0, -1) : messages, torn);
        }),
        ...transcripts.map(({ length, beside, torn }, index) => {
          const known = beside === null ? [] : (ownTurns[beside] ?? []);
          const messages = turns
            .slice(0, length)
            .flatMap((_, number) =>
              known.includes(number) ? ownTurn(turns, number) : transcriptTurn(turns, number),
            );
          return reading("transcripts", index, messages, torn);
        }),
      ];
      const sides = readings.flatMap(({ session }) => session.messages.map(sideOfTurn));
      return fc.record({
        readings: fc.constant(readings),
        shuffled: fc.shuffledSubarray(readings, { minLength: readings.length }),
        sides: fc.constant([...new Set(sides)].toSorted()),
      });
    });
}

/** For example `3 user`: the time says which turn it is. */
export function sideOfTurn({ role, createdAt = 0 }: Pick<Message, "role" | "createdAt">): string {
  return `${Math.round(createdAt / betweenTurnsMs)} ${role}`;
}

interface Turn {
  words: string;
  hasCall: boolean;
  /** The session's own file never had it. */
  isLost: boolean;
  /** How much later the transcript has it. */
  delayMs: number;
}

const turn: fc.Arbitrary<Turn> = fc.record({
  words: fc.constantFrom("continue", "try again", "@workspace /fix continue"),
  hasCall: fc.boolean(),
  isLost: fc.boolean(),
  delayMs: fc.constantFrom(-4_000, 0, 5_000, 50_000),
});

const betweenTurnsMs = 180_000;

function ownTurn(turns: Turn[], number: number): Message[] {
  const { words = "", hasCall = false } = turns[number] ?? {};
  return sides(`request_${number}`, words, number * betweenTurnsMs, `own ${number}`, [
    ...(hasCall ? [`call-${number}`] : []),
  ]);
}

function transcriptTurn(turns: Turn[], number: number): Message[] {
  const { words = "", hasCall = false, delayMs = 0 } = turns[number] ?? {};
  const askedAt = number * betweenTurnsMs + 4_000 + delayMs;
  const told = words.replace("@workspace /fix ", "");
  return sides(`event-${number}`, told, askedAt, `transcript ${number}`, [
    ...(hasCall ? [`call-${number}`] : []),
  ]);
}

function sides(
  name: string,
  words: string,
  askedAt: number,
  reply: string,
  calls: string[],
): Message[] {
  const call = { tool: "run", summary: "", input: undefined, output: undefined };
  return [
    prompt(name, words, askedAt),
    {
      ...answer(name, reply, askedAt + 1_000),
      toolCalls: calls.map((id) => ({ ...call, id, outcome: "ok" as const })),
    },
  ];
}

function reading(folder: string, index: number, messages: Message[], torn: boolean): ChatReading {
  const path = `/User/${folder}/${index}.jsonl`;
  return {
    torn,
    file: sourceFile({ path, modifiedAtMs: 1_000 + index }),
    session: chat({ messages }),
  };
}
