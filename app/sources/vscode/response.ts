import { isRecord, typeName } from "../json.ts";
import type { Report } from "../problems.ts";
import type { Flow, Piece } from "../prose.ts";
import { referenceName } from "../uri.ts";
import { summaryOf } from "./tool-call.ts";

type Raw = Record<string, unknown>;

/** The pieces of an answer, in order, unknown kinds included. */
export function piecesOf(response: unknown[], at: string, report: Report): Piece[] {
  return response.flatMap((raw, index) => {
    // What was deleted from a list leaves null in its place.
    if (raw === null || raw === undefined) return [];
    // Text on its own is the oldest form of markdown.
    if (typeof raw === "string") return [markdown(raw, {})];
    if (isRecord(raw)) return [pieceOf(raw)];
    report(`${at}[${index}]: expected text or an object, got ${typeName(raw)}; kept as it is`);
    return [piece("unknown", undefined, raw, "pause")];
  });
}

/** The model that the mode "auto" chose, from the piece that says so. */
export function resolvedByAutoMode(response: unknown[]): string | undefined {
  const resolution = response.filter(isRecord).find((raw) => raw.kind === "autoModeResolution");
  const resolved = isRecord(resolution?.resolved) ? resolution.resolved.id : undefined;
  const model = resolution?.resolvedModel ?? resolved;
  return typeof model === "string" ? model : undefined;
}

/** Kinds whose words are in one field each: progress and questions, which are no part of the text. */
const fieldOfWords: Record<string, string> = {
  command: "command",
  confirmation: "title",
  elicitationSerialized: "title",
  multiDiffData: "title",
  planReview: "title",
  prepareToolInvocation: "toolName",
  progressMessage: "content",
  progressTaskSerialized: "content",
  pullRequest: "title",
  systemNotification: "content",
};

function pieceOf(raw: Raw): Piece {
  const kind = typeof raw.kind === "string" ? raw.kind : "";
  switch (kind) {
    case "":
      return typeof raw.value === "string"
        ? markdown(raw.value, raw)
        : piece("unknown", undefined, raw, "pause");
    case "markdownContent":
    case "markdownVuln":
      return markdown(wordsIn(raw.content) ?? wordsIn(raw.value) ?? "", raw);
    case "thinking":
      return thinking(raw);
    case "toolInvocationSerialized":
      return piece("tool", summaryOf(raw), raw, "pause");
    case "inlineReference":
      return inlineReference(raw);
    case "codeblockUri":
      return piece(kind, referenceName(raw.uri), raw, raw.isEdit === true ? "edit" : "unseen");
    case "undoStop":
      return piece(kind, undefined, raw, "unseen");
    case "textEditGroup":
    case "notebookEditGroup":
      return edit(kind, referenceName(raw.uri) ?? "a file", raw);
    case "info":
    case "warning": {
      const words = wordsIn(raw.content);
      return { part: { kind, text: words, raw }, prose: words, flow: "paragraph" };
    }
    default: {
      const field = Object.hasOwn(fieldOfWords, kind) ? fieldOfWords[kind] : undefined;
      return piece(kind, field === undefined ? undefined : wordsIn(raw[field]), raw, "pause");
    }
  }
}

function piece(kind: string, text: string | undefined, raw: unknown, flow: Flow): Piece {
  return { part: { kind, text, raw }, prose: undefined, flow };
}

function markdown(words: string, raw: Raw): Piece {
  const kept = saysMore(raw, ["kind", "value", "content"]) ? raw : undefined;
  return { part: { kind: "markdown", text: words, raw: kept }, prose: words, flow: "inline" };
}

function edit(kind: string, file: string, raw: Raw): Piece {
  return { ...piece(kind, `Edited ${file}`, raw, "edit"), prose: `Edited \`${file}\`` };
}

function thinking(raw: Raw): Piece {
  const pieces = Array.isArray(raw.value) ? raw.value : [raw.value];
  const words = pieces.filter((value) => typeof value === "string").join("");
  const kept = saysMore(raw, ["kind", "value"]) ? raw : undefined;
  return piece("thinking", words || undefined, kept, "pause");
}

/** A file or symbol in the middle of a sentence, shown by its name. */
function inlineReference(raw: Raw): Piece {
  const name =
    typeof raw.name === "string" && raw.name !== "" ? raw.name : referenceName(raw.inlineReference);
  const part = { kind: "inlineReference", text: name, raw };
  return { part, prose: name === undefined ? undefined : `\`${name}\``, flow: "inline" };
}

/** Markdown is text, or an object around it. */
function wordsIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return undefined;
  return [value.value, value.title].find((words) => typeof words === "string");
}

/** True when a field apart from `known` holds anything: false, null and empty objects say nothing. */
function saysMore(raw: Raw, known: string[]): boolean {
  return Object.entries(raw).some(([name, value]) => !known.includes(name) && !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false || value === "";
}
