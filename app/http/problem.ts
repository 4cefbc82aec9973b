import type { FastifyReply, FastifyRequest } from "fastify";
import { StoreUnavailable } from "../store/unavailable.ts";
import { loggableError } from "../telemetry/log.ts";

/** The body of every answer that is not a success. */
interface ProblemBody {
  error: {
    /** Stable word for programs. */
    code: string;
    /** What of the request is wrong; absent where no single field is. */
    field?: string;
    /** Sentence for people. */
    message: string;
  };
}

/** What a request got wrong, thrown by routes and hooks. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  /** Of the answer, beside its body. */
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    field?: string,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.headers = headers;
  }
}

/** Fastify's error handler. What is not the client's doing is hidden from it. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error, request);
  if (problem === undefined) {
    request.log.error({ error: loggableError(error) }, "request failed");
    return reply
      .code(500)
      .send(body("internal_error", "The server could not answer; its log says why."));
  }
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .send(body(problem.code, problem.message, problem.field));
}

/** Fastify's handler for a path and method that no route takes. */
export function sendUnknownRoute(request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.split("?", 1)[0];
  return reply.code(404).send(body("not_found", `No route ${request.method} ${path}.`));
}

function body(code: string, message: string, field?: string): ProblemBody {
  return { error: field === undefined ? { code, message } : { code, field, message } };
}

/** Undefined for whatever nobody foresaw. */
function problemOf(error: unknown, request: FastifyRequest): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable)
    return new Problem(503, "store_unavailable", error.message);
  return problemOfFramework(error, request);
}

/** Undefined for whatever is not the client's doing. */
function problemOfFramework(error: unknown, request: FastifyRequest): Problem | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem(413, "body_too_large", "body: larger than 256 kB", "body");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem(
        415,
        "unsupported_media_type",
        "body: not JSON; use application/json",
        "body",
      );
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new Problem(400, "invalid_json", "body: not valid JSON", "body");
    case "ECONNRESET":
      return request.raw.complete
        ? undefined
        : new Problem(400, "incomplete_body", "body: not sent to its end", "body");
    case "FST_ERR_BAD_URL":
      return new Problem(400, "invalid_url", "The path is not a valid URL.");
    default:
      return undefined;
  }
}
