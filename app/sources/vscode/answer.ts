import { count, readFields, record, text, time } from "../fields.ts";
import type { Message, Usage } from "../model.ts";
import { type Piece, proseOf } from "../prose.ts";
import type { Place, Request } from "./request.ts";
import { piecesOf, resolvedByAutoMode } from "./response.ts";
import { toolCallsOf } from "./tool-calls.ts";

const resultShape = { metadata: record, errorDetails: record, timings: record };
const metadataShape = { promptTokens: count, outputTokens: count, resolvedModel: text };

/** What was answered to a request; undefined as long as nothing was. */
export function answerOf(request: Request, place: Place): Message | undefined {
  const { at, key, report } = place;
  const result = readFields(request.result ?? {}, resultShape, `${at}.result`, report);
  const metadata = readFields(
    result.metadata ?? {},
    metadataShape,
    `${at}.result.metadata`,
    report,
  );
  const response = request.response ?? [];
  const error = errorOf(result.errorDetails ?? request.responseErrorDetails);
  const pieces = [...piecesOf(response, `${at}.response`, report), ...error];
  if (pieces.length === 0) return undefined;
  return {
    key: `${key}/assistant`,
    role: "assistant",
    text: proseOf(pieces),
    parts: pieces.map((piece) => piece.part),
    createdAt: answeredAt(request, result.timings, place),
    model: metadata.resolvedModel || resolvedByAutoMode(response) || request.modelId || undefined,
    toolCalls: toolCallsOf(response, result.metadata, place),
    usage: usageOf(
      request.promptTokens ?? metadata.promptTokens,
      request.completionTokens ?? metadata.outputTokens,
    ),
  };
}

function errorOf(details: Record<string, unknown> | undefined): Piece[] {
  if (details === undefined) return [];
  const message = typeof details.message === "string" ? details.message : undefined;
  return [
    { part: { kind: "error", text: message, raw: details }, prose: message, flow: "paragraph" },
  ];
}

/** When the answer was complete; only newer versions of VS Code record it as such. */
function answeredAt(
  request: Request,
  timings: Request["result"],
  place: Place,
): number | undefined {
  const { at, report } = place;
  const state = readFields(
    request.modelState ?? {},
    { completedAt: time },
    `${at}.modelState`,
    report,
  );
  const recorded = request.responseTimestamp ?? state.completedAt;
  if (recorded !== undefined || request.timestamp === undefined) return recorded;
  const path = `${at}.result.timings`;
  const { totalElapsed } = readFields(timings ?? {}, { totalElapsed: time }, path, report);
  return totalElapsed === undefined ? undefined : request.timestamp + totalElapsed;
}

function usageOf(
  promptTokens: number | undefined,
  completionTokens: number | undefined,
): Usage | undefined {
  if (promptTokens === undefined && completionTokens === undefined) return undefined;
  return { promptTokens, completionTokens };
}
