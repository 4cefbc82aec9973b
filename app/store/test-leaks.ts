import { testSecret } from "../sanitize/testing.ts";
import type { Session } from "../sources/model.ts";
import { chat, message, prompt } from "./test-chats.ts";

/** A chat with a secret in every place where people and tools can leave one. */
export function leakyChat(id: string): Session {
  const say = `use ${testSecret} now`;
  return chat({
    id,
    title: say,
    messages: [
      prompt("r1", say, 1_000),
      message({
        key: "r1/assistant",
        role: "assistant",
        text: "Done.",
        parts: [{ kind: "custom", text: say, raw: { deep: [{ said: say }] } }],
        toolCalls: [
          {
            id: "c",
            tool: "run",
            summary: say,
            input: JSON.stringify({ token: testSecret }),
            output: say,
            outcome: "ok",
          },
        ],
      }),
      prompt("r2", "nothing of note", 2_000),
    ],
  });
}
