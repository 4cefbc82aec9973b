import { stripVTControlCharacters } from "node:util";
import { isRecord } from "../json.ts";
import type { ToolCall } from "../model.ts";
import { uriName } from "../uri.ts";

type Raw = Record<string, unknown>;

/** What the model sent to a tool and got back, from the record of the conversation with it. */
export interface Exchange {
  /** JSON text. */
  input: string | undefined;
  output: string | undefined;
}

/**
 * A `toolInvocationSerialized`. The exchange with the model is the better record of input and
 * output; what the window showed stands in where there is none.
 */
export function toolCallFrom(raw: Raw, id: string, exchange: Exchange | undefined): ToolCall {
  return {
    id,
    tool: toolName(raw),
    summary: summaryOf(raw),
    input: exchange?.input ?? shownInput(raw),
    output: exchange?.output ?? shownOutput(raw),
    outcome: outcomeOf(raw),
  };
}

/** What the person saw of an invocation, for example "Read app.ts". Never empty. */
export function summaryOf(raw: Raw): string {
  const shown = [raw.pastTenseMessage, raw.invocationMessage].map(messageText);
  const words = shown.find((text) => text.trim() !== "");
  // The window shows a link without a text as the name of its file.
  return words?.replace(/\[\]\(([^)]*)\)/g, (_, uri: string) => uriName(uri)) ?? toolName(raw);
}

function toolName(raw: Raw): string {
  return typeof raw.toolId === "string" && raw.toolId !== "" ? raw.toolId : "unknown";
}

function messageText(message: unknown): string {
  const text = isRecord(message) ? message.value : message;
  return typeof text === "string" ? text : "";
}

function shownInput(raw: Raw): string | undefined {
  const data = dataOf(raw);
  const command = commandOf(data);
  if (command !== undefined) return JSON.stringify({ command });
  const details = isRecord(raw.resultDetails) ? raw.resultDetails.input : undefined;
  const input = data.rawInput ?? data.input ?? data.prompt ?? details ?? undefined;
  return input === undefined ? undefined : jsonText(input);
}

/** The command that ran: what the person made of it, else the tool, else what the model wrote. */
function commandOf(data: Raw): string | undefined {
  const line = isRecord(data.commandLine) ? data.commandLine : { original: data.command };
  const commands = [line.userEdited, line.toolEdited, line.original];
  return commands.find((command) => typeof command === "string");
}

/** Text that is JSON stays as it is. */
export function jsonText(value: unknown): string {
  if (typeof value === "string") {
    try {
      JSON.parse(value);
      return value;
    } catch {}
  }
  return JSON.stringify(value);
}

function shownOutput(raw: Raw): string | undefined {
  const data = dataOf(raw);
  if (isRecord(data.terminalCommandOutput)) {
    const { text } = data.terminalCommandOutput;
    if (typeof text === "string") return stripVTControlCharacters(text).replaceAll("\r\n", "\n");
  }
  const details = isRecord(raw.resultDetails) ? raw.resultDetails.output : undefined;
  const outputs = Array.isArray(details) ? details.map(outputText) : [data.output, data.result];
  const shown = outputs.filter((output) => typeof output === "string" && output !== "");
  return shown.length === 0 ? undefined : shown.join("\n");
}

/** Images and the like are marked as no text: they stay in the part's raw object only. */
function outputText(output: unknown): string {
  return isRecord(output) && output.isText === false ? "" : messageText(output);
}

/** The kinds of confirmation by which a person kept a tool from running: denied and skipped. */
const declinedTypes = new Set<unknown>([0, 5]);

function outcomeOf(raw: Raw): ToolCall["outcome"] {
  const { isConfirmed } = raw;
  const isDeclined = isRecord(isConfirmed)
    ? declinedTypes.has(isConfirmed.type)
    : isConfirmed === false;
  if (isDeclined) return "declined";
  if (hasFailed(raw)) return "failed";
  return raw.isComplete === true ? "ok" : "unknown";
}

function hasFailed(raw: Raw): boolean {
  if (raw.resultError) return true;
  if (isRecord(raw.resultDetails) && raw.resultDetails.isError === true) return true;
  const state = dataOf(raw).terminalCommandState;
  return isRecord(state) && typeof state.exitCode === "number" && state.exitCode !== 0;
}

/** What an invocation holds beyond the common fields, by the sort of tool. */
function dataOf(raw: Raw): Raw {
  return isRecord(raw.toolSpecificData) ? raw.toolSpecificData : {};
}
