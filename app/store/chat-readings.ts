import fc from "fast-check";
import type { Session, SourceFile } from "../sources/model.ts";
import type { Store } from "./store.ts";
import { chat, prompt, sourceFile } from "./test-chats.ts";

/** One reading of a chat, as an import meets it. */
export interface ChatReading {
  session: Session;
  file: SourceFile;
  torn: boolean;
}

/**
 * Readings of two chats in one order and in another. No two have the same times: of two different
 * readings that look equally old, the one that comes later counts.
 */
export function chatReadings(): fc.Arbitrary<{ readings: ChatReading[]; shuffled: ChatReading[] }> {
  return fc
    .uniqueArray(reading, { selector: ({ file }) => file.modifiedAtMs, maxLength: 8 })
    .chain((readings) =>
      fc.record({
        readings: fc.constant(readings),
        shuffled: fc.shuffledSubarray(readings, {
          minLength: readings.length,
          maxLength: readings.length,
        }),
      }),
    );
}

/** Everything that a store shows of its chats, without the numbers it gave to messages. */
export async function chatDump(store: Store): Promise<unknown> {
  const { sessions } = await store.sessions({ limit: 200, offset: 0 });
  const details = await Promise.all(sessions.map(({ id }) => store.session(id)));
  return details
    .toSorted((one, other) => String(one?.id).localeCompare(String(other?.id)))
    .map((session) => ({
      ...session,
      messages: session?.messages.map(({ id: _, ...message }) => message),
    }));
}

const optionalWord = fc.option(fc.constantFrom("alpha", "beta", "gamma"), { nil: undefined });

const reading: fc.Arbitrary<ChatReading> = fc
  .record({
    id: fc.constantFrom("one", "two"),
    modifiedAtMs: fc.integer({ min: 1, max: 1_000 }),
    lastMessageAt: fc.integer({ min: 10, max: 13 }),
    title: optionalWord,
    workspace: optionalWord,
    turns: fc.uniqueArray(
      fc.record({ turn: fc.nat(5), text: fc.constantFrom("", "draft", "final") }),
      { selector: ({ turn }) => turn },
    ),
    hasTimes: fc.boolean(),
    torn: fc.boolean(),
  })
  .map(({ id, modifiedAtMs, lastMessageAt, title, workspace, turns, hasTimes, torn }) => ({
    torn,
    file: sourceFile({ path: `/chats/${id}-${modifiedAtMs}`, modifiedAtMs }),
    session: chat({
      id,
      title,
      workspace: workspace && { uri: `file:///${workspace}`, name: workspace },
      createdAt: 1,
      updatedAt: lastMessageAt,
      messages: turns.map(({ turn, text }) =>
        prompt(`r${turn}`, text, hasTimes ? turn + 1 : undefined),
      ),
    }),
  }));
