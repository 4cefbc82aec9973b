import {
  count,
  type Fields,
  flag,
  list,
  readFields,
  record,
  text,
  textOrRecord,
  time,
} from "../fields.ts";
import { isRecord, typeName } from "../json.ts";
import type { Message } from "../model.ts";
import type { Report } from "../problems.ts";
import { uniqueNames } from "../unique-names.ts";
import { answerOf } from "./answer.ts";
import { questionOf } from "./question.ts";

/** What is read of a request: a turn, the question and its answer together. */
const requestShape = {
  requestId: text,
  timestamp: time,
  isSystemInitiated: flag,
  message: textOrRecord,
  variableData: record,
  response: list,
  responseTimestamp: time,
  responseErrorDetails: record,
  result: record,
  modelId: text,
  modelState: record,
  agent: record,
  slashCommand: record,
  modeInfo: record,
  promptTokens: count,
  completionTokens: count,
};

export type Request = Fields<typeof requestShape>;

/** Where a request stands in its session. */
export interface Place {
  /** Path for reports, for example `requests[2]`. */
  at: string;
  /** Key of the turn, unique within the session. */
  key: string;
  uniqueToolCallId: (id: string) => string;
  report: Report;
}

/** The messages of all requests. A request that is no object is left out and reported. */
export function messagesOf(requests: unknown[], report: Report): Message[] {
  const uniqueKey = uniqueNames();
  const uniqueToolCallId = uniqueNames();
  return requests.flatMap((raw, index) => {
    const at = `requests[${index}]`;
    // What was deleted from a list leaves null in its place.
    if (raw === null || raw === undefined) return [];
    if (!isRecord(raw)) {
      report(`${at}: expected an object, got ${typeName(raw)}; left out`);
      return [];
    }
    const request = readFields(raw, requestShape, at, report);
    const key = uniqueKey(request.requestId || `request-${index}`);
    const place = { at, key, uniqueToolCallId, report };
    return [questionOf(request, place), answerOf(request, place)].flatMap((side) => side ?? []);
  });
}
