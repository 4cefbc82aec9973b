import { readFileSync, statSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { decoded } from "../encoding.ts";
import { parseJson } from "../json.ts";
import { replayLog } from "./mutation-log.ts";
import { recoveredSession } from "./recovery.ts";

/** Largest .json session that is read, in bytes: 256 MiB. Text and object are in memory together. */
export const sessionLimitBytes = 256 * 2 ** 20;

/** Largest .jsonl log that is read, in bytes: 1 GiB. What its lines add up to is held in memory. */
export const logLimitBytes = 2 ** 30;

/** A session as VS Code wrote it, not looked into yet. */
export interface RawSession {
  state: unknown;
  problems: string[];
  /** True when the file is cut off. */
  torn: boolean;
  /** True when `state` is only what could be saved of a broken file. */
  isPartial: boolean;
}

/** Reads either format by the file's extension. Throws when nothing of the file can be used. */
export async function readSessionFile(path: string): Promise<RawSession> {
  return path.endsWith(".jsonl") ? readLog(path) : readWhole(path);
}

async function readLog(path: string): Promise<RawSession> {
  const replay = await replayLog(piecesOf(path));
  if (replay.state !== undefined) return replay;
  const first = replay.problems[0];
  if (first !== undefined) throw new Error(first);
  throw new Error(replay.torn ? "its only line is cut off" : "empty");
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  if (sizeWithin(path, logLimitBytes) <= smallBytes) {
    yield readFileSync(path);
    return;
  }
  await using file = await open(path);
  yield* file.createReadStream({ highWaterMark: 2 ** 20 });
}

async function readWhole(path: string): Promise<RawSession> {
  const isSmall = sizeWithin(path, sessionLimitBytes) <= smallBytes;
  const { text, isWellFormed } = decoded(isSmall ? readFileSync(path) : await readFile(path));
  const problems = isWellFormed ? [] : ["not UTF-8; U+FFFD stands for the broken bytes"];
  try {
    return { state: parseJson(text), problems, torn: false, isPartial: false };
  } catch (error) {
    const state = recoveredSession(text);
    if (state === undefined || !(error instanceof Error)) throw error;
    const torn = error.message.includes("Unexpected end");
    const problem = `${error.message}; the requests that are whole were read`;
    return { state, problems: [...problems, problem], torn, isPartial: true };
  }
}

/**
 * Largest file, in bytes, that is read at once: each step of reading one takes a turn of the thread
 * pool, which for most session files takes ten times as long as the step.
 */
const smallBytes = 2 ** 20;

function sizeWithin(path: string, limitBytes: number): number {
  const { size } = statSync(path);
  if (size <= limitBytes) return size;
  throw new Error(`too large, got ${size} bytes; the limit is ${limitBytes}`);
}
