import { join } from "node:path";
import { listChats } from "../../../app/import/discovery.ts";
import { importChats } from "../../../app/import/import.ts";
import { sanitizer } from "../../../app/sanitize/sanitizer.ts";
import { fold, wordParts, wordsOf } from "../../../app/search/words.ts";
import type { Session } from "../../../app/sources/model.ts";
import { vscodeSource } from "../../../app/sources/vscode/source.ts";
import type { OpenedStore } from "../../../app/store/open.ts";
import { answer, chat, prompt, readState, sourceFile } from "../../../app/store/test-chats.ts";
import type { Embedder } from "../../../app/vectors/ports.ts";
import { topics } from "./topics.ts";

/** Names of the sample chats in the labels. */
const samples: Record<string, string> = {
  dialog: "dd219748-d848-4ac2-af9a-b9e693db1e22",
  "rate-limiting": "a2632f36-81bd-4d7d-af8d-c911acef7783",
  "oom-killed": "27f1f86b-0f32-4723-ac3d-33c121d44deb",
  couriers: "e005a5bb-aaf2-4a2b-aed6-996de8b0d442",
  "docker-image": "da54e50b-a861-44b8-ac4c-cdd6fe6ee3d1",
  stampede: "59bb1704-eb83-4c70-a34d-cc9a746eefb5",
  drift: "b892690a-781a-42da-a94e-77277faf2a24",
  "order-history": "c859ad32-6875-4fad-abf4-91bf15e85945",
  revenue: "9393b30d-6499-4933-a0de-607b941524bf",
  "login-test": "4fb2137d-a526-4171-ae50-5d281f9a6b62",
  "layout-shift": "73180100-1603-420e-a023-d8d659e02707",
  encoding: "e5cbd9b4-1145-4363-a2a1-292de472a8ba",
};

/** Name of a chat of the corpus by the id of its session. */
export function chatNames(): Map<string, string> {
  const names = topics.map(({ id }): [string, string] => [`vscode:${id}`, id]);
  for (const [name, id] of Object.entries(samples)) names.push([`vscode:${id}`, name]);
  return new Map(names);
}

/**
 * Puts the samples, a chat for each topic and `others` that are about nothing into an empty store, with
 * their vectors. The others have words of the topics, names made of parts of theirs and paths into
 * their folders, so that no single word leads to a topic.
 */
export async function fillCorpus(
  { store, vectors }: Pick<OpenedStore, "store" | "vectors">,
  embedder: Embedder,
  others: number,
): Promise<void> {
  const sessions = [...topics.map(topicSession), ...otherSessions(others)];
  for (const session of sessions) {
    const file = sourceFile({ path: `/chats/${session.id}.json` });
    await store.saveSession(session, file, readState(file));
  }
  const user = join(import.meta.dirname, "../../../app/samples/User");
  const { failures, problems } = await importChats({
    listings: await listChats([vscodeSource({ userFolders: [user] })]),
    store,
    vectors,
    embedder,
    sanitizer: sanitizer({ key: new Uint8Array(32).fill(7) }),
  });
  if (failures.length + problems.length > 0)
    throw new Error(JSON.stringify({ failures, problems }));
}

function topicSession({ id, workspace, title, question, answer: reply }: (typeof topics)[number]) {
  return chat({
    id,
    title,
    workspace: folder(workspace),
    messages: [prompt("r1", question), answer("r1", reply)],
  });
}

function folder(name: string): Session["workspace"] {
  return { uri: `file:///home/dev/${name}`, name };
}

function otherSessions(count: number): Session[] {
  const random = randomNumbers(11);
  const pick = <Item>(items: Item[]) => items[Math.floor(random() * items.length)] as Item;
  const texts = topics.flatMap(({ question, answer: reply }) => [question, reply]);
  const words = unique(texts.flatMap((text) => wordsOf(text).map((word) => fold(word.text))));
  const identifiers = unique(
    texts.flatMap((text) => text.match(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g) ?? []),
  );
  const parts = unique(identifiers.flatMap((name) => wordParts(name).map((part) => part.text)));
  const folders = unique(texts.flatMap((text) => text.match(/\b[a-z]+(?:\/[a-z]+)*\//g) ?? []));
  const name = () => `${fold(pick(parts))}${pick(parts)}${pick(parts)}`;
  const said = (length: number) =>
    Array.from({ length }, () => {
      const kind = random();
      if (kind < 0.04) return `\`${name()}\``;
      return kind < 0.06 ? `${pick(folders)}${pick(parts)}.ts` : pick(words);
    }).join(" ");
  const workspaces = unique(topics.map(({ workspace }) => workspace));
  return Array.from({ length: count }, (_, index) =>
    chat({
      id: `other-${index}`,
      title: said(4),
      workspace: folder(pick(workspaces)),
      messages: [prompt("r1", said(25)), answer("r1", said(30))],
    }),
  );
}

function unique(items: string[]): string[] {
  return [...new Set(items)];
}

/** The same numbers each time: Mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
