import { type Attributes, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { type Logger, SeverityNumber } from "@opentelemetry/api-logs";
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from "@opentelemetry/semantic-conventions";
import type { DestinationStream } from "pino";
import { z } from "zod";

/**
 * Takes lines of the log and reports each: as an exception of its request where it tells of an
 * error in one, else as a record of the log. Nothing of a line is passed on but what is named here.
 */
export function warningRecords(
  logger: Logger,
  spanOf: (requestId: string) => Span | undefined,
): DestinationStream {
  return {
    write(text) {
      const line = logLine.parse(JSON.parse(text));
      const span = line.requestId === undefined ? undefined : spanOf(line.requestId);
      const exception = exceptionOf(line);
      // Unlike a record of the log, an event of a span tells how many like it were not sampled.
      if (exception !== undefined && span !== undefined) {
        span.addEvent("exception", exception);
        return;
      }
      logger.emit({
        timestamp: new Date(line.time),
        severityNumber: severities[line.level],
        body: line.msg,
        attributes: exception ?? {},
        context: span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span),
      });
    },
  };
}

const severities = {
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

const logLine = z.object({
  level: z.enum(["warn", "error", "fatal"]),
  time: z.string(),
  msg: z.string().default(""),
  requestId: z.string().optional(),
  /** As `loggableError` writes it. */
  error: z.object({ type: z.string(), stack: z.array(z.string()).optional() }).optional(),
  /** As pino itself writes an error, which libraries do: its message stands in `msg` too. */
  err: z.object({ type: z.string(), stack: z.string() }).optional(),
});

/** The message of an error may repeat what a person wrote, so it is never passed on. */
function exceptionOf({ msg, error, err }: z.infer<typeof logLine>): Attributes | undefined {
  if (error !== undefined) return exception(error.type, msg, error.stack ?? []);
  if (err === undefined) return undefined;
  const frames = err.stack.split("\n").filter((frame) => frame.startsWith("    at "));
  return exception(err.type, err.type, frames);
}

function exception(type: string, message: string, frames: string[]) {
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: frames.join("\n"),
  };
}
