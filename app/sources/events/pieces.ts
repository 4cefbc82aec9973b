import { intentFrom } from "../intent.ts";
import { isRecord } from "../json.ts";
import type { Message } from "../model.ts";
import type { Piece } from "../prose.ts";
import type { ChatEvent } from "./event-log.ts";
import { remainder } from "./remainder.ts";

/** What a person asked, in the mode and of the agent that were `chosen`; its turn gives the key. */
export function questionOf(
  { data, at }: ChatEvent,
  chosen: { agent?: unknown; mode?: unknown },
): Message {
  const text = textOf(data.content) ?? "";
  // For example the instructions of a skill: a program asks in the person's place.
  const isByProgram = data.isAutopilotContinuation === true || textOf(data.source) !== undefined;
  const kind = isByProgram ? "systemInitiated" : "markdown";
  const attachments = Array.isArray(data.attachments) ? data.attachments : [];
  const intent = intentFrom({ agent: chosen.agent, mode: data.agentMode ?? chosen.mode });
  return {
    key: "",
    role: "user",
    text,
    parts: [
      { kind, text, raw: remainder(data, questionFields) },
      ...attachments.map((raw) => ({ kind: "attachment", text: attachmentName(raw), raw })),
    ],
    createdAt: at,
    model: undefined,
    toolCalls: [],
    usage: undefined,
    ...(intent !== undefined && { intent }),
  };
}

const questionFields = ["content", "attachments", "agentMode", "interactionId", "turnId"];

function attachmentName(raw: unknown): string | undefined {
  if (!isRecord(raw)) return undefined;
  return [raw.displayName, raw.title, raw.path].find((name) => typeof name === "string");
}

/** What an `assistant.message` says: first how the model came to it, then its words. */
export function piecesOf(event: ChatEvent): Piece[] {
  if (event.subagent !== undefined) return [subagentPiece(event)];
  const thinking = textOf(event.data.reasoningText);
  const words = textOf(event.data.content);
  const raw = remainder(event.data, answerFields);
  return [
    ...(thinking === undefined ? [] : [pause("thinking", thinking, undefined)]),
    ...(words === undefined && raw === undefined
      ? []
      : [
          {
            part: { kind: "markdown", text: words, raw },
            prose: words,
            flow: "paragraph" as const,
          },
        ]),
  ];
}

/** Fields of an answer that the message says, that only trace it, or that nobody can read. */
const answerFields = [
  ...["messageId", "content", "reasoningText", "toolRequests", "model", "outputTokens"],
  ...["chunkIndex", "chunkCount", "apiCallId", "clientRequestId", "interactionId", "requestId"],
  ...["serviceRequestId", "turnId", "rte", "encryptedContent", "reasoningOpaque"],
];

/** The words of an agent that works for another one; nothing that the person was told. */
export function subagentPiece(event: ChatEvent): Piece {
  return pause("subagent", textOf(event.data.content), event.raw);
}

export function errorPiece({ data }: ChatEvent): Piece {
  const message = textOf(data.message);
  return { part: { kind: "error", text: message, raw: data }, prose: message, flow: "paragraph" };
}

/** Any other event, as it is. */
export function otherPiece(event: ChatEvent): Piece {
  return pause(event.type, undefined, event.raw);
}

function pause(kind: string, text: string | undefined, raw: unknown): Piece {
  return { part: { kind, text, raw }, prose: undefined, flow: "pause" };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
