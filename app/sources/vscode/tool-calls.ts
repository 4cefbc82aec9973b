import { list, readFields, record } from "../fields.ts";
import { isRecord } from "../json.ts";
import type { ToolCall } from "../model.ts";
import type { Place } from "./request.ts";
import { type Exchange, jsonText, toolCallFrom } from "./tool-call.ts";

type Raw = Record<string, unknown>;

/**
 * The tool calls of an answer, in order. The response tells which ran; arguments and results are in
 * `result.metadata`, by the identifier of the call.
 */
export function toolCallsOf(
  response: unknown[],
  metadata: Raw | undefined,
  { at, key, uniqueToolCallId, report }: Place,
): ToolCall[] {
  const invocations = response
    .filter(isRecord)
    .filter((raw) => raw.kind === "toolInvocationSerialized");
  const path = `${at}.result.metadata`;
  const shape = { toolCallRounds: list, toolCallResults: record };
  const { toolCallRounds, toolCallResults } = readFields(metadata ?? {}, shape, path, report);
  const exchanges = exchangesOf(toolCallRounds ?? [], toolCallResults ?? {});
  const exchangeFor = matching(invocations, exchanges);
  return invocations.map((raw, index) => {
    const id = uniqueToolCallId(idOf(raw) ?? `${key}/tool-${index}`);
    return toolCallFrom(raw, id, exchangeFor.get(raw));
  });
}

/** By identifier, in the order of the conversation with the model. */
function exchangesOf(rounds: unknown[], results: Raw): Map<string, Exchange> {
  const outputs = new Map(
    Object.entries(results).map(([id, result]) => [bareId(id), outputOf(result)]),
  );
  const calls = rounds
    .flatMap((round) => (isRecord(round) && Array.isArray(round.toolCalls) ? round.toolCalls : []))
    .filter(isRecord);
  return new Map(
    calls.flatMap((call): [string, Exchange][] => {
      const id = typeof call.id === "string" ? bareId(call.id) : undefined;
      if (id === undefined) return [];
      // A call without arguments may have an empty text for them.
      const input = call.arguments ? jsonText(call.arguments) : undefined;
      return [[id, { input, output: outputs.get(id) }]];
    }),
  );
}

/**
 * Older versions of VS Code gave invocations identifiers of their own. Then the order tells which
 * is which, if there are as many invocations as calls: those of subagents are in no round.
 */
function matching(invocations: Raw[], exchanges: Map<string, Exchange>): Map<Raw, Exchange> {
  const found = invocations.flatMap((raw): [Raw, Exchange][] => {
    const exchange = exchanges.get(idOf(raw) ?? "");
    return exchange === undefined ? [] : [[raw, exchange]];
  });
  if (found.length > 0) return new Map(found);
  const own = invocations.filter((raw) => typeof raw.subAgentInvocationId !== "string");
  if (own.length !== exchanges.size) return new Map();
  return new Map(
    [...exchanges.values()].flatMap((exchange, index) => {
      const raw = own[index];
      return raw === undefined ? [] : [[raw, exchange]];
    }),
  );
}

function idOf(raw: Raw): string | undefined {
  const { toolCallId } = raw;
  return typeof toolCallId === "string" && toolCallId !== "" ? bareId(toolCallId) : undefined;
}

/** VS Code appends a time of its own to the model's identifiers. */
function bareId(id: string): string {
  return id.replace(/__vscode-\d+$/, "");
}

function outputOf(result: unknown): string | undefined {
  const content = isRecord(result) && Array.isArray(result.content) ? result.content : [];
  const texts = content.map((item) => (isRecord(item) ? textIn(item.value) : ""));
  return content.length === 0 ? undefined : texts.filter((text) => text !== "").join("\n");
}

/** Text, or the tree of a rendered prompt whose leaves hold it. */
function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return "";
  if (isRecord(value.node)) return textIn(value.node).trim();
  if (typeof value.text === "string") return (value.lineBreakBefore ? "\n" : "") + value.text;
  return Array.isArray(value.children) ? value.children.map(textIn).join("") : "";
}
