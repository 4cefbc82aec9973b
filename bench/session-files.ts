import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes `messages` messages as VS Code does, 40 a session, half of the files as JSON and half as a
 * log, into a folder `User`; the same for the same `seed`. What is said is made to be as hard as what
 * people and models say: words as frequent as in a language, 30,000 of them, code with names of its
 * own, tools with arguments and results.
 */
export function writeSessionFiles(
  user: string,
  messages: number,
  seed: number,
): { sessions: number; bytes: number } {
  const random = randomOf(seed);
  const speech = speechOf(random);
  const sessions = Math.ceil(messages / messagesPerSession);
  let bytes = 0;
  for (let index = 0; index < sessions; index++) {
    const workspace = join(user, "workspaceStorage", `w${index % workspaces}`);
    const folder = join(workspace, "chatSessions");
    if (index < workspaces) {
      mkdirSync(folder, { recursive: true });
      const uri = `file:///nowhere/project-${index}`;
      writeFileSync(join(workspace, "workspace.json"), JSON.stringify({ folder: uri }));
    }
    const session = sessionOf(index, random, speech);
    const isLog = index % 2 === 1;
    const text = isLog ? logOf(session) : JSON.stringify(session, null, 2);
    writeFileSync(join(folder, `${session.sessionId}.json${isLog ? "l" : ""}`), text);
    bytes += Buffer.byteLength(text);
  }
  return { sessions, bytes };
}

const messagesPerSession = 40;
const workspaces = 25;
const startAt = Date.UTC(2026, 0, 1);

type Random = () => number;

/** Mulberry32: numbers of 0 to 1 that look random and are the same for the same seed. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Speech {
  /** Sentences of about `length` characters. */
  prose(length: number): string;
  /** A block of code of about `length` characters. */
  code(length: number): string;
}

function speechOf(random: Random): Speech {
  const syllables =
    "a be co da el fi ga ho in ja ke lo mi na or pa qu re si ta un ve wa xi yo ze".split(" ");
  const words = Array.from({ length: 30_000 }, (_, index) => {
    const length = 1 + Math.floor(Math.log2(index + 2) / 4) + Math.floor(random() * 2);
    return Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join(
      "",
    );
  });
  // As Zipf's law has it: the logarithm of the rank is as good as even.
  const word = () => words[Math.floor(words.length ** random()) - 1] ?? "a";
  const names = Array.from({ length: 5_000 }, () => word() + capital(word()));
  const name = () => names[Math.floor(names.length ** random()) - 1] ?? "run";
  const sentence = () => {
    const length = 5 + Math.floor(random() * 18);
    const said = Array.from({ length }, () => (random() < 0.06 ? `\`${name()}\`` : word()));
    return `${capital(said.join(" "))}.`;
  };
  const line = () =>
    `  const ${name()} = await ${name()}.${name()}(${word()}, { ${word()}: ${Math.floor(random() * 999)} });`;
  const upTo = (length: number, piece: () => string, gap: string) => {
    const pieces: string[] = [];
    for (let size = 0; size < length; size += (pieces.at(-1) ?? "").length + 1)
      pieces.push(piece());
    return pieces.join(gap);
  };
  return {
    prose: (length) => upTo(length, sentence, " "),
    code: (length) =>
      `\`\`\`ts\nasync function ${name()}() {\n${upTo(length, line, "\n")}\n}\n\`\`\``,
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function sessionOf(index: number, random: Random, speech: Speech) {
  const createdAt = startAt + index * 3_600_000;
  return {
    version: 3,
    sessionId: `session-${index}`,
    creationDate: createdAt,
    customTitle: speech.prose(30),
    requests: Array.from({ length: messagesPerSession / 2 }, (_, turn) =>
      requestOf(`${index}-${turn}`, createdAt + turn * 60_000, random, speech),
    ),
  };
}

function requestOf(id: string, timestamp: number, random: Random, speech: Speech) {
  const calls =
    random() < 0.4
      ? Array.from({ length: 1 + Math.floor(random() * 3) }, (_, n) => `call_${id}_${n}`)
      : [];
  const answer = [
    speech.prose(200 + random() * 900),
    speech.code(200 + random() * 1_200),
    speech.prose(150 + random() * 600),
  ];
  return {
    requestId: `request_${id}`,
    timestamp,
    message: { text: speech.prose(60 + random() * 500), parts: [] },
    variableData: { variables: [] },
    agent: { id: "github.copilot.default", name: "GitHubCopilot" },
    modelId: "copilot/gpt-5",
    response: [
      ...calls.map((toolCallId) => ({
        kind: "toolInvocationSerialized",
        toolId: "copilot_readFile",
        toolCallId,
        invocationMessage: { value: `Reading ${toolCallId}.ts` },
        pastTenseMessage: { value: `Read ${toolCallId}.ts` },
        isConfirmed: { type: 1 },
        isComplete: true,
      })),
      { value: answer.join("\n\n"), supportThemeIcons: false, supportHtml: false, baseUri: null },
    ],
    result: {
      timings: { firstProgress: 900, totalElapsed: 20_000 },
      metadata: {
        toolCallRounds: calls.map((callId) => ({
          response: "",
          toolCalls: [
            {
              id: callId,
              name: "copilot_readFile",
              arguments: `{"filePath":"/nowhere/${callId}.ts"}`,
            },
          ],
        })),
        toolCallResults: Object.fromEntries(
          calls.map((callId) => [
            callId,
            { content: [{ value: speech.code(300 + random() * 2_500) }] },
          ]),
        ),
        promptTokens: 4_000,
        outputTokens: 600,
      },
    },
    modelState: { value: 1, completedAt: timestamp + 20_000 },
  };
}

/** As VS Code appends to it: the empty session first, then each request. */
function logOf({ requests, ...session }: ReturnType<typeof sessionOf>): string {
  const lines = [
    { kind: 0, v: { ...session, requests: [] } },
    ...requests.map((request) => ({ kind: 2, k: ["requests"], v: [request] })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}
