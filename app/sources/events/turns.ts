import { isRecord } from "../json.ts";
import type { Message } from "../model.ts";
import { type Piece, proseOf } from "../prose.ts";
import { uniqueNames } from "../unique-names.ts";
import type { ChatEvent } from "./event-log.ts";
import { errorPiece, otherPiece, piecesOf, questionOf, subagentPiece } from "./pieces.ts";
import { callTracer, type TracedCall } from "./tool-calls.ts";

/** Puts the turns of a chat together from its events, one by one. */
export interface TurnCollector {
  add(event: ChatEvent): void;
  messages(): Message[];
}

/** A question with all that was done and said until the next one. */
interface Turn {
  key: string;
  question: Message | undefined;
  answer: Piece[];
  answeredAt: number | undefined;
  model: string | undefined;
  toolCalls: Message["toolCalls"];
  completionTokens: number | undefined;
}

export function turnCollector(): TurnCollector {
  const uniqueKey = uniqueNames();
  const calls = callTracer();
  const turns: Turn[] = [];
  const chosen: Choice = {};
  // What is told before the first turn goes with it.
  let preamble: Piece[] = [];

  function open(event: ChatEvent, question?: Message): Turn {
    const key = uniqueKey(event.id ?? `turn-${turns.length}`);
    const parts = preamble.map(({ part }) => part);
    const turn: Turn = {
      key,
      question: question && {
        ...question,
        key: `${key}/user`,
        parts: [...question.parts, ...parts],
      },
      answer: question === undefined ? preamble : [],
      answeredAt: undefined,
      model: undefined,
      toolCalls: [],
      completionTokens: undefined,
    };
    preamble = [];
    turns.push(turn);
    return turn;
  }

  function answer(event: ChatEvent): Turn {
    const turn = turns.at(-1) ?? open(event);
    turn.answeredAt = event.at ?? turn.answeredAt;
    return turn;
  }

  function ask(event: ChatEvent): void {
    if (event.subagent !== undefined) answer(event).answer.push(subagentPiece(event));
    else open(event, questionOf(event, chosen));
  }

  function say(event: ChatEvent): void {
    const turn = answer(event);
    const { model, outputTokens, toolRequests } = event.data;
    if (event.subagent === undefined && typeof model === "string") turn.model = model;
    turn.model ??= chosen.model;
    turn.completionTokens = sum(turn.completionTokens, outputTokens);
    turn.answer.push(...piecesOf(event));
    const requests = Array.isArray(toolRequests) ? toolRequests.filter(isRecord) : [];
    for (const request of requests) call(turn, calls.requested(request));
  }

  function call(turn: Turn, traced: TracedCall): void {
    if (!traced.isNew) return;
    turn.toolCalls.push(traced.call);
    turn.answer.push({ part: traced.part, prose: undefined, flow: "pause" });
  }

  return {
    add(event) {
      note(event, chosen);
      switch (event.type) {
        case "user.message":
          return ask(event);
        case "assistant.message":
          return say(event);
        case "tool.execution_start":
          return call(answer(event), calls.started(event.data));
        case "tool.execution_complete":
          return call(answer(event), calls.completed(event.data));
        case "session.error":
          answer(event).answer.push(errorPiece(event));
          return;
        // These only frame others, or hold nothing but the state of caches.
        case "assistant.turn_start":
        case "assistant.turn_end":
        case "session.usage_checkpoint":
          return;
        default:
          (turns.at(-1)?.answer ?? preamble).push(otherPiece(event));
      }
    },
    messages: () => turns.flatMap(messagesOf),
  };
}

/** What was chosen for the questions to come. */
export interface Choice {
  model?: string;
  mode?: unknown;
  agent?: unknown;
}

function note({ type, data }: ChatEvent, chosen: Choice): void {
  const model = data.newModel ?? data.selectedModel;
  if (type.startsWith("session.") && typeof model === "string") chosen.model = model;
  if (type === "session.mode_changed") chosen.mode = data.newMode;
  if (type === "subagent.selected") chosen.agent = data.agentName;
  if (type === "subagent.deselected") chosen.agent = undefined;
}

function messagesOf({ question, answer, completionTokens, ...turn }: Turn): Message[] {
  const reply: Message = {
    key: `${turn.key}/assistant`,
    role: "assistant",
    text: proseOf(answer),
    parts: answer.map(({ part }) => part),
    createdAt: turn.answeredAt,
    model: turn.model,
    toolCalls: turn.toolCalls,
    usage:
      completionTokens === undefined ? undefined : { promptTokens: undefined, completionTokens },
  };
  return [question, answer.length === 0 ? undefined : reply].flatMap((side) => side ?? []);
}

function sum(total: number | undefined, more: unknown): number | undefined {
  const isCount = typeof more === "number" && Number.isSafeInteger(more) && more >= 0;
  return isCount ? (total ?? 0) + more : total;
}
