import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TextIndex } from "./engine.ts";
import type { OpenedStore } from "./open.ts";
import { chat, message, prompt, readState, sourceFile } from "./test-chats.ts";

/** A database of an earlier version. */
export interface EarlierDatabase {
  /** To be closed by whoever made it. */
  db: Kysely<AnyVersion>;
  /** Brings it up to date and opens it; whoever asks closes the store. */
  upgrade(): Promise<OpenedStore>;
}

/** Columns that one version has and another has not. */
export type AnyVersion = Record<string, Record<string, string | number | null>>;

/**
 * What every migration must leave as it was. `earlier` gives a new database that has run the given
 * ones of `migrations`, which are in the order of their names.
 */
export function migrationContract(
  name: string,
  migrations: Record<string, Migration>,
  textIndex: TextIndex,
  earlier: (names: string[]) => Promise<EarlierDatabase>,
): void {
  const names = Object.keys(migrations).toSorted();
  const versions = [...Map.groupBy(names, (migration) => migration.slice(0, 4)).keys()];
  const earlierVersions = versions.slice(0, -1);

  describe.each(earlierVersions)(`${name} of version %s`, (version) => {
    const ran = names.filter((migration) => migration.slice(0, 4) <= version);

    it("keeps its chats, finds them and goes on", async () => {
      const { db, upgrade } = await earlier(ran);
      await writeChat(db, textIndex);
      if (version >= "0003") await writePath(db);
      if (version >= "0009") await markContents(db);
      const opened = await upgrade();
      onTestFinished(() => opened.store.close());

      await expectChat(opened);
      await expectSameChatAgain(opened);
    });

    it("takes what the version before still writes", async () => {
      const { db, upgrade } = await earlier(ran);
      const { store } = await upgrade();
      onTestFinished(() => store.close());
      await writeChat(db, textIndex);
      expect(await store.session("vscode:chat-1")).toMatchObject({ title: "Bread" });
    });
  });
}

/** A chat with everything that the first version knew, in the words of its tables. */
async function writeChat(db: Kysely<AnyVersion>, textIndex: TextIndex): Promise<void> {
  const add = (table: string, values: Record<string, string | number | null>) =>
    db.insertInto(table).values(values).execute();
  const revision = "0000000000002000-0000000000005000";
  const workspace = await idOf(db, "core.workspaces", {
    owner: "local",
    uri: "file:///home/ada/bakery",
    name: "bakery",
  });
  const conversation = await idOf(db, "core.conversations", {
    source: "vscode",
    external_id: "chat-1",
    workspace_id: workspace,
    title: "Bread",
    created_at: 1_000,
    updated_at: 2_000,
    content_hash: "h",
    revision,
    title_revision: revision,
    workspace_revision: revision,
  });
  const turn = { conversation_id: conversation, position: 0, content_hash: "h" };
  const question = await idOf(db, "core.messages", {
    ...turn,
    key: "r1/user",
    role: "user",
    text: "How do I bake bread?",
    parts: '[{"kind":"markdown","text":"How do I bake bread?"}]',
    created_at: 1_000,
    ordered_at: 1_000,
  });
  const answer = await idOf(db, "core.messages", {
    ...turn,
    key: "r1/assistant",
    role: "assistant",
    text: "With flour:\n```\nflour\n```",
    parts: "[]",
    model: "gpt-5",
    ordered_at: 2_000,
    last_seen_revision: "0000000000001000-0000000000005000",
  });
  await textIndex.put(db as never, {
    messages: [
      { id: question, role: "user", text: "How do I bake bread?" },
      { id: answer, role: "assistant", text: "With flour:\n```\nflour\n```" },
    ],
    titles: [{ conversationId: conversation, text: "Bread" }],
  });
  await add("core.tool_calls", {
    message_id: answer,
    position: 0,
    call_id: "c",
    tool: "oven",
    summary: "Heat",
    outcome: "ok",
  });
  await add("core.usage", { message_id: answer, prompt_tokens: 12, completion_tokens: null });
  await add("core.message_vectors", { generation: "one", message_id: answer });
  const read = { owner: "local", root: "/chats", size_bytes: 10, modified_at: 5_000, inode: "1" };
  await add("core.source_files", {
    ...read,
    path: "/chats/a.json",
    torn: 0,
    conversation_id: conversation,
  });
  await add("core.source_files", { ...read, path: "/chats/b.json", torn: 1, problem: "not JSON" });
  await add("core.imports", { started_at: 1, finished_at: 2, files_seen: 2, messages_added: 2 });
  await add("core.metric_snapshots", { taken_at: 1, name: "copilot_chats", value: 1.5 });
}

/** Where the chat was found, which the first versions said in `source_files`. */
async function writePath(db: Kysely<AnyVersion>): Promise<void> {
  const name = { owner: "local", source: "vscode", external_id: "chat-1" };
  await db
    .insertInto("core.conversation_paths")
    .values({ ...name, path: "/chats/a.json" })
    .execute();
}

/** What the answer has, which the first versions left to the migration that marks it. */
async function markContents(db: Kysely<AnyVersion>): Promise<void> {
  await db
    .updateTable("core.messages")
    .set({ has_code: 1 })
    .where("key", "=", "r1/assistant")
    .execute();
}

async function idOf(
  db: Kysely<AnyVersion>,
  table: string,
  values: Record<string, string | number | null>,
): Promise<number> {
  const { id } = await db
    .insertInto(table)
    .values(values)
    .returning("id")
    .executeTakeFirstOrThrow();
  return Number(id);
}

async function expectChat({ store, records }: OpenedStore): Promise<void> {
  expect(await store.session("vscode:chat-1")).toEqual({
    id: "vscode:chat-1",
    owner: "local",
    visibility: "private",
    source: "vscode",
    title: "Bread",
    workspace: "bakery",
    createdAt: 1_000,
    updatedAt: 2_000,
    messageCount: 2,
    messages: [
      {
        id: expect.any(Number),
        role: "user",
        text: "How do I bake bread?",
        parts: [{ kind: "markdown", text: "How do I bake bread?", raw: undefined }],
        createdAt: 1_000,
        model: undefined,
        toolCalls: [],
      },
      {
        id: expect.any(Number),
        role: "assistant",
        text: "With flour:\n```\nflour\n```",
        parts: [],
        createdAt: undefined,
        model: "gpt-5",
        toolCalls: [
          {
            id: "c",
            tool: "oven",
            summary: "Heat",
            input: undefined,
            output: undefined,
            outcome: "ok",
          },
        ],
      },
    ],
  });
  expect(await store.counts()).toMatchObject({
    sessions: 1,
    messages: 2,
    workspaces: 1,
    toolCalls: 1,
  });
  for (const word of ["bread", "flour"]) expect(await store.searchText(word, 9)).toHaveLength(1);
  expect(await store.searchText("flour", 9, { has: "code" })).toHaveLength(1);
  expect(await store.searchText("bread flour", 9, { has: "error" })).toHaveLength(0);
  const waiting = await store.messagesWithoutVector("one", 9);
  expect(waiting.map(({ text }) => text)).toEqual(["How do I bake bread?"]);
  expect((await store.lastImport()).finished).toMatchObject({
    startedAt: 1,
    finishedAt: 2,
    filesSeen: 2,
  });
  expect(await records.pathsOf("vscode:chat-1")).toEqual(["/chats/a.json"]);
  expect(await store.fileState("/chats/a.json")).toMatchObject({ sizeBytes: 10, torn: false });
  expect(await store.fileState("/chats/b.json")).toMatchObject({ problem: "not JSON", torn: true });
}

/** The file of the chat says more to this version, and nothing of the chat is stored twice. */
async function expectSameChatAgain({ store }: OpenedStore): Promise<void> {
  const file = sourceFile();
  const { id } = (await store.session("vscode:chat-1"))?.messages[0] ?? {};
  const session = chat({
    updatedAt: 2_000,
    messages: [
      { ...prompt("r1", "How do I bake bread?", 1_000), intent: { command: "explain" } },
      message({ key: "r1/assistant", role: "assistant", text: "With flour and salt." }),
    ],
  });
  expect(await store.saveSession(session, file, readState(file))).toMatchObject({
    outcome: "updated",
    messagesAdded: 0,
    messagesUpdated: 2,
  });
  expect(await store.session("vscode:chat-1")).toMatchObject({
    title: "Bread",
    messages: [{ id, intent: { command: "explain" } }, { text: "With flour and salt." }],
  });
  expect(await store.searchText("salt", 9)).toHaveLength(1);
}
