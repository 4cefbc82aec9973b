import { isRecord } from "../json.ts";
import type { Part, ToolCall } from "../model.ts";
import { uniqueNames } from "../unique-names.ts";
import { remainder } from "./remainder.ts";

type Data = Record<string, unknown>;

/** A tool call as it comes together from the events that tell of it. */
export interface TracedCall {
  call: ToolCall;
  /** Keeps of the events what the call does not say. */
  part: Part;
  /** False where an earlier event told of the call already. */
  isNew: boolean;
}

/** Puts tool calls together: call and part are the same objects whenever they are given again. */
export interface CallTracer {
  /** The model asked for a tool: an entry of `toolRequests`. */
  requested(request: Data): TracedCall;
  /** The data of `tool.execution_start`. */
  started(data: Data): TracedCall;
  /** The data of `tool.execution_complete`, in any turn later. */
  completed(data: Data): TracedCall;
}

type Stage = "requested" | "started" | "completed";

/** For the tool calls of one session: their identifiers are unique within it. */
export function callTracer(): CallTracer {
  const uniqueId = uniqueNames();
  const open = new Map<unknown, TracedCall & { stage: Stage }>();

  /** The call of that identifier which can still get to `stage`, else a new one. */
  function at(stage: Stage, data: Data): TracedCall {
    const known = open.get(data.toolCallId);
    if (known !== undefined && orderOf[known.stage] < orderOf[stage]) {
      known.stage = stage;
      return { ...known, isNew: false };
    }
    const traced = newCall(uniqueId(textOf(data.toolCallId) ?? "tool"));
    open.set(data.toolCallId, { ...traced, stage });
    return traced;
  }

  return {
    requested(data) {
      const traced = at("requested", data);
      describe(traced, textOf(data.name), data);
      keep(traced, remainder(data, requestFields));
      return traced;
    },
    started(data) {
      const traced = at("started", data);
      describe(traced, textOf(data.toolName), data);
      keep(traced, remainder(data, startFields));
      return traced;
    },
    completed(data) {
      const traced = at("completed", data);
      finish(traced.call, data);
      keep(traced, remainder(data, completeFields));
      const result = isRecord(data.result) ? remainder(data.result, ["content"]) : undefined;
      if (result !== undefined) keep(traced, { result });
      return traced;
    },
  };
}

const orderOf: Record<Stage, number> = { requested: 0, started: 1, completed: 2 };

const requestFields = ["toolCallId", "name", "arguments", "intentionSummary", "toolTitle", "type"];
const startFields = ["toolCallId", "toolName", "arguments", "turnId", "rte"];
const completeFields = ["toolCallId", "success", "result", "interactionId", "turnId", "rte"];

function newCall(id: string): TracedCall {
  return {
    call: {
      id,
      tool: "unknown",
      summary: "unknown",
      input: undefined,
      output: undefined,
      outcome: "unknown",
    },
    part: { kind: "tool", text: undefined, raw: undefined },
    isNew: true,
  };
}

function describe({ call, part }: TracedCall, tool: string | undefined, data: Data): void {
  call.tool = tool ?? call.tool;
  const summary = textOf(data.intentionSummary) ?? textOf(data.toolTitle);
  call.summary = summary ?? part.text ?? call.tool;
  part.text = call.summary;
  if (data.arguments !== undefined) call.input = argumentsOf(data.arguments);
}

function finish(call: ToolCall, { success, result, error }: Data): void {
  const problem = isRecord(error) ? error : {};
  const content = isRecord(result) ? result.content : result;
  call.output = textOf(content) ?? textOf(problem.message) ?? call.output;
  const isDeclined = /denied|declined|rejected/.test(textOf(problem.code) ?? "");
  if (success === true) call.outcome = "ok";
  else if (success === false) call.outcome = isDeclined ? "declined" : "failed";
}

/** Arguments are JSON, or JSON in text where they were taken from the history of a chat. */
function argumentsOf(value: unknown): string {
  if (typeof value === "string") {
    try {
      JSON.parse(value);
      return value;
    } catch {}
  }
  return JSON.stringify(value);
}

function keep({ part }: TracedCall, more: Data | undefined): void {
  if (more !== undefined) part.raw = { ...(isRecord(part.raw) ? part.raw : {}), ...more };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
