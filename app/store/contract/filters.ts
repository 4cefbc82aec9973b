import { describe, expect, it } from "vitest";
import type { Message } from "../../sources/model.ts";
import type { MessageFilter } from "../message-filter.ts";
import { answer, chat, message, prompt, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

/** What of three chats about bread is found with a filter. */
export function filtersContract(subject: Subject): void {
  describe("a filter", () => {
    const call = (outcome: "ok" | "failed"): Message["toolCalls"][number] => ({
      id: "c",
      tool: "oven",
      summary: "Heat",
      input: undefined,
      output: undefined,
      outcome,
    });

    const saveAll = async () => {
      await subject.save(
        chat({
          id: "shop",
          workspace: { uri: "file:///shop", name: "shop", repository: "github.com/ada/shop" },
          messages: [
            prompt("r1", "bread one", 1_000),
            answer("r1", "bread two\n```sh\nbake\n```", 2_000),
          ],
        }),
      );
      await subject.save(
        chat({
          id: "bakery",
          source: "github",
          workspace: { uri: "file:///bakery", name: "bakery" },
          createdAt: 3_000,
          messages: [
            prompt("r1", "bread three", 3_000),
            message({
              key: "r1/assistant",
              role: "assistant",
              text: "bread four",
              model: "o9",
              createdAt: 4_000,
              toolCalls: [call("failed")],
            }),
          ],
        }),
        sourceFile({ path: "/chats/bakery.json" }),
      );
      await subject.save(
        chat({
          id: "titled",
          title: "Bread",
          createdAt: 5_000,
          messages: [prompt("r1", "TypeError: no dough", 5_000), answer("r1", "Knead it", 6_000)],
        }),
        sourceFile({ path: "/chats/titled.json" }),
      );
    };

    const found = async (filter: MessageFilter) => {
      const hits = await subject.store.searchText("bread", 10, filter);
      expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
      const ids = hits.map(({ messageId }) => messageId);
      const excerpts = await subject.store.excerpts(ids, "");
      return excerpts.map(({ snippet }) => snippet.split("\n")[0]).toSorted();
    };

    const [one, two] = ["bread one", "bread two"];
    const [three, four] = ["bread three", "bread four"];
    const [dough, knead] = ["TypeError: no dough", "Knead it"];

    it.each<[MessageFilter, string[]]>([
      [{}, [dough, four, one, three, two]],
      [{ workspace: "shop" }, [one, two]],
      [{ workspace: "github.com/ada/shop" }, [one, two]],
      [{ workspace: "file:///bakery" }, [four, three]],
      [{ workspace: "sho%" }, []],
      [{ source: "github" }, [four, three]],
      [{ source: "copilot-cli" }, []],
      [{ role: "user" }, [dough, one, three]],
      // A title is shown by the first message that fits.
      [{ role: "assistant" }, [knead, four, two]],
      [{ model: "gpt-5" }, [knead, two]],
      [{ model: "o9" }, [four]],
      [{ from: 4_000 }, [dough, four]],
      [{ from: 6_000 }, [knead]],
      [{ to: 2_000 }, [one]],
      [{ from: 2_000, to: 4_000 }, [three, two]],
      [{ tool: "oven" }, [four]],
      [{ tool: "grill" }, []],
      [{ has: "code" }, [two]],
      [{ has: "error" }, [dough, four]],
      [{ source: "github", role: "user", from: 3_000, to: 3_001 }, [three]],
      [{ source: "vscode", workspace: "bakery" }, []],
      [{ workspace: "shop' or 1=1 --" }, []],
    ])("%j finds those that fit", async (filter, texts) => {
      await saveAll();
      expect(await found(filter)).toEqual(texts.toSorted());
    });

    it.each<[MessageFilter, string[]]>([
      [{}, ["vscode:titled", "github:bakery", "vscode:shop"]],
      [{ workspace: "shop" }, ["vscode:shop"]],
      [{ source: "github" }, ["github:bakery"]],
      [{ role: "assistant", has: "error" }, ["github:bakery"]],
      [{ from: 4_000 }, ["vscode:titled", "github:bakery"]],
      [{ tool: "grill" }, []],
      // Of one message, not one of each.
      [{ role: "user", model: "o9" }, []],
    ])("%j lists the sessions with a message that fits", async (filter, ids) => {
      await saveAll();
      const list = async (limit: number, offset: number) => {
        const { total, sessions } = await subject.store.sessions({ limit, offset, filter });
        expect(total).toBe(ids.length);
        return sessions.map(({ id }) => id);
      };
      expect(await list(10, 0)).toEqual(ids);
      expect(await list(1, 1)).toEqual(ids.slice(1, 2));
    });

    it("finds the one that fits behind many that rank higher", async () => {
      for (let index = 0; index < 30; index += 1) {
        await subject.save(
          chat({ id: `chat-${index}`, messages: [prompt("r1", "bread")] }),
          sourceFile({ path: `/chats/${index}.json` }),
        );
      }
      await subject.save(
        chat({ id: "own", source: "github", messages: [prompt("r1", "a long text about bread")] }),
        sourceFile({ path: "/chats/own.json" }),
      );
      const [hit, ...others] = await subject.store.searchText("bread", 1, { source: "github" });
      expect(others).toEqual([]);
      expect(await subject.store.excerpts([hit?.messageId ?? 0], "")).toMatchObject([
        { snippet: "a long text about bread" },
      ]);
    });

    it("goes by what a message says now", async () => {
      await subject.save(chat({ messages: [prompt("r1", "bread")] }));
      expect(await found({ has: "code" })).toEqual([]);
      await subject.save(
        chat({ messages: [prompt("r1", "bread\n```\nbake\n```")] }),
        sourceFile({ modifiedAtMs: 6_000 }),
      );
      expect(await found({ has: "code" })).toEqual(["bread"]);
    });
  });

  it("tells hits apart without their texts, in the order asked for", async () => {
    const workspace = { uri: "file:///shop", name: "shop" };
    await subject.save(chat({ workspace, messages: [prompt("r1", "One"), answer("r1", "Two")] }));
    const ids = (await subject.store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    const [question = 0, reply = 0] = ids;
    const found = await subject.store.candidates([reply, 999_999, question]);
    const shared = {
      conversationId: found[0]?.conversationId,
      source: "vscode",
      workspace: "shop",
    };
    expect(found).toEqual([
      { messageId: reply, role: "assistant", model: "gpt-5", ...shared },
      { messageId: question, role: "user", model: undefined, ...shared },
    ]);
    expect(await subject.store.candidates([])).toEqual([]);
  });
}
