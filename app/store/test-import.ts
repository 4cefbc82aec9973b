import { listChats } from "../import/discovery.ts";
import { importChats } from "../import/import.ts";
import type { ImportReport } from "../import/report.ts";
import { testSource } from "../import/test-source.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { OpenedStore } from "./open.ts";
import { answer, chat, prompt } from "./test-chats.ts";

/** What a process that imports `chats` chats says of it, in order; `stored 3`: so many are stored. */
export function steps(chats: number): string[] {
  const stored = Array.from({ length: chats }, (_, index) => `stored ${index + 1}`);
  return ["opened", ...stored, "embedded 500"];
}

/** Messages of each chat that `importInto` imports. */
export const messagesPerChat = 20;

/** Of which four are stored together. Many of them are much to store, which a thread does. */
const sizeBytes = 300_000;

/** Imports the chats 0 to `chats` - 1, in this order; `say` hears of each step, as `steps` lists them. */
export async function importInto(
  { store, vectors }: OpenedStore,
  chats: number,
  say: (step: string) => void = () => {},
): Promise<ImportReport> {
  const source = testSource();
  for (let index = 0; index < chats; index++) {
    const messages = Array.from({ length: messagesPerChat / 2 }, (_, turn) => [
      prompt(`r${turn}`, `question ${turn} of chat ${index}`, turn),
      answer(`r${turn}`, `answer ${turn} of chat ${index}`, turn),
    ]).flat();
    const session = chat({ id: `chat-${index}`, title: `Chat ${index}`, messages });
    source.write(`/chats/${index}.json`, { session }, { sizeBytes });
  }
  return importChats({
    listings: await listChats([source]),
    store,
    vectors,
    embedder: hashedNgrams,
    sanitizer: testSanitizer,
    onProgress: ({ stage, read, report }) => {
      say(stage === "reading" ? `stored ${read.files}` : `embedded ${report.messagesEmbedded}`);
    },
  });
}
