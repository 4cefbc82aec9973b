import { utimesSync } from "node:fs";
import { join } from "node:path";
import { type Canary, canaries } from "./sanitize/rules/test-canaries.ts";
import { eventLog } from "./sources/events/testing.ts";
import type { ChatSource } from "./sources/model.ts";
import { sourcesAt } from "./sources/sources.ts";
import type { temporaryFiles } from "./sources/testing.ts";

/** Writes a chat of every kind of source, each with all canaries wherever words can stand. */
export function canarySources(files: ReturnType<typeof temporaryFiles>): ChatSource[] {
  const folder = "User/workspaceStorage/w1";
  files.put(`${folder}/workspace.json`, { folder: "file:///home/ada/shop" });
  files.put(`${folder}/chatSessions/json.json`, vscodeSession("json"));
  files.put(`${folder}/chatSessions/log.jsonl`, [{ kind: 0, v: vscodeSession("log") }]);
  const transcriptAt = `${folder}/GitHub.copilot-chat/transcripts/transcript.jsonl`;
  // One that was written a moment ago is left, because its session may still be written.
  utimesSync(files.put(transcriptAt, events("transcript")), 1_000, 1_000);
  files.put("copilot/session-state/cli/events.jsonl", events("cli"));
  const threads = files.put("threads.json", { threads: [githubThread()] });
  return sourcesAt([join(files.path, "User"), join(files.path, "copilot"), threads]);
}

/** Chats that `canarySources` gives, by id. */
export const canaryChats = [
  "vscode:json",
  "vscode:log",
  "vscode:transcript",
  "copilot-cli:cli",
  "github:thread",
];

const startedAt = Date.UTC(2026, 5, 1, 9);
const timeOf = (index: number) => startedAt + index * 60_000;

/** As a program gets it, with the secret in a field that is named so as well. */
const argumentsOf = ({ text, secret }: Canary) => ({ command: text, password: secret });

function vscodeSession(sessionId: string) {
  return {
    version: 3,
    sessionId,
    creationDate: startedAt,
    customTitle: `About ${canaries[0]?.text}`,
    requests: canaries.map((canary, index) => ({
      requestId: `${sessionId}-${index}`,
      timestamp: timeOf(index),
      message: { text: canary.text, parts: [] },
      variableData: { variables: [{ name: "file", value: canary.text }] },
      response: [
        { value: `As you say: ${canary.text}` },
        {
          kind: "toolInvocationSerialized",
          toolId: "run_in_terminal",
          toolCallId: `call_${index}`,
          isComplete: true,
          pastTenseMessage: { value: `Ran ${canary.text}` },
          toolSpecificData: { kind: "terminal", command: canary.text },
        },
      ],
      result: {
        metadata: {
          toolCallRounds: [
            {
              response: canary.text,
              toolCalls: [
                {
                  id: `call_${index}`,
                  name: "run_in_terminal",
                  arguments: JSON.stringify(argumentsOf(canary)),
                },
              ],
            },
          ],
          toolCallResults: { [`call_${index}`]: { content: [{ value: canary.text }] } },
        },
      },
    })),
  };
}

/** Of Copilot CLI, and of the transcripts that VS Code's extension keeps. */
function events(sessionId: string) {
  const log = eventLog().start(sessionId, { context: { cwd: "/home/ada/shop" } });
  for (const [index, canary] of canaries.entries()) {
    log.user(canary.text);
    log.assistant(`As you say: ${canary.text}`, {
      toolRequests: [{ toolCallId: `c${index}`, name: "bash", arguments: argumentsOf(canary) }],
    });
    log.tool(`c${index}`, "bash", argumentsOf(canary), {
      success: true,
      result: { content: canary.text, detailedContent: canary.text },
    });
  }
  return log.lines;
}

function githubThread() {
  return {
    id: "thread",
    name: `About ${canaries[0]?.text}`,
    createdAt: new Date(startedAt).toISOString(),
    updatedAt: new Date(timeOf(canaries.length)).toISOString(),
    messages: canaries.map((canary, index) => ({
      id: `m${index}`,
      threadID: "thread",
      role: index % 2 === 0 ? "user" : "assistant",
      content: canary.text,
      createdAt: new Date(timeOf(index)).toISOString(),
      references: [{ type: "file", path: "a.ts", content: canary.text }],
    })),
  };
}
