import { expect, it } from "vitest";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { OpenedStore } from "./open.ts";
import { importInto, messagesPerChat, steps } from "./test-import.ts";
import { killedAfter, moments } from "./test-kill.ts";

/** A new and empty database, for a process by its environment. */
export interface KillSubject {
  environment: Record<string, string>;
  open(): Promise<OpenedStore>;
}

const chats = 40;

/** What holds of an import that was killed, wherever it was. */
export function killContract(subject: (seed: number) => Promise<KillSubject>): void {
  it.each(moments)("at seed $seed loses nothing and is completed by the next", async (at) => {
    const { environment, open } = await subject(at.seed);
    const said = await killedWhileImporting(environment, at.moment);
    const stored = said.filter((line) => line.startsWith("stored")).length;
    const opened = await open();
    const { store, vectors, maintenance } = opened;

    const before = await store.counts();
    expect(before.sessions).toBeGreaterThanOrEqual(stored);
    expect(before.messages).toBe(before.sessions * messagesPerChat);
    for (let index = 0; index < stored; index++) {
      expect(await store.session(`vscode:chat-${index}`)).toMatchObject({
        title: `Chat ${index}`,
        messageCount: messagesPerChat,
      });
    }
    const embedded = await vectors.count(hashedNgrams.generation);
    expect(embedded).toBeGreaterThanOrEqual(said.at(-1) === "embedded 500" ? 500 : 0);
    expect(await maintenance.check()).toEqual([]);

    const messages = chats * messagesPerChat;
    expect(await importInto(opened, chats)).toMatchObject({
      filesUnchanged: before.sessions,
      sessionsAdded: chats - before.sessions,
      messagesEmbedded: messages - embedded,
      failures: [],
      problems: [],
    });
    expect(await store.counts()).toMatchObject({ sessions: chats, messages });
    expect(await vectors.count(hashedNgrams.generation)).toBe(messages);
    expect(await maintenance.check()).toEqual([]);
    await store.close();
  });
}

/** Kills an import at a moment of 0 to 1 of its way; gives what it said until then. */
function killedWhileImporting(
  environment: Record<string, string>,
  moment: number,
): Promise<string[]> {
  const all = steps(chats);
  const step = all[Math.floor(moment * all.length)] ?? "";
  const program = { file: "test-importer.ts", args: [String(chats)], environment };
  return killedAfter(program, step, (moment * 997) % 12);
}
