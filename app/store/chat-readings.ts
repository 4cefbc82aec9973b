import fc from "fast-check";
import type { Session, SourceFile } from "../sources/model.ts";
import type { OpenedStore } from "./open.ts";
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
export async function chatDump({ store, records, maintenance }: OpenedStore) {
  const { sessions } = await store.sessions({ limit: 200, offset: 0 });
  const details = await Promise.all(sessions.map(({ id }) => store.session(id)));
  const chats = details.flatMap((session) => session ?? []);
  return {
    chats: await Promise.all(
      chats
        .toSorted((one, other) => one.id.localeCompare(other.id))
        .map(async (session) => ({
          ...session,
          messages: session.messages.map(({ id: _, ...message }) => message),
          paths: await records.pathsOf(session.id),
        })),
    ),
    workspaces: await maintenance.workspaces(),
  };
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
    repository: optionalWord,
    usage: optionalWord,
    command: optionalWord,
  })
  .map(({ id, modifiedAtMs, lastMessageAt, turns, hasTimes, torn, ...values }) => ({
    torn,
    file: sourceFile({ path: `/chats/${id}-${modifiedAtMs}`, modifiedAtMs }),
    session: chat({
      id,
      title: values.title,
      workspace: values.workspace && {
        uri: `file:///${values.workspace}`,
        name: values.workspace,
        ...(values.repository !== undefined && { repository: values.repository }),
      },
      createdAt: 1,
      updatedAt: lastMessageAt,
      messages: turns.map(({ turn, text }) => ({
        ...prompt(`r${turn}`, text, hasTimes ? turn + 1 : undefined),
        ...(values.command !== undefined && { intent: { command: values.command } }),
      })),
      ...(values.usage !== undefined && { usage: [{ model: values.usage, requests: 1 }] }),
    }),
  }));
