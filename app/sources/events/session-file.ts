import { open } from "node:fs/promises";
import type { Reading, SourceKind } from "../model.ts";
import { readEventLog } from "./event-log.ts";
import { type Fallback, sessionCollector } from "./session.ts";

/** Reads the log of one session. Throws when nothing of it can be used. */
export async function readEventSession(
  path: string,
  source: SourceKind,
  fallback: Fallback,
): Promise<Reading> {
  await using file = await open(path);
  const stream = file.createReadStream({ highWaterMark: 2 ** 20, autoClose: false });
  const collector = sessionCollector(source);
  const { problems, torn } = await readEventLog(stream, collector.add);
  try {
    return { session: collector.session(fallback), problems, torn };
  } catch (error) {
    // What is wrong with a line says more than that nothing was found.
    throw problems[0] === undefined ? error : new Error(problems[0], { cause: error });
  }
}
