import { basename, dirname } from "node:path";
import type { Message, SourceFile } from "../sources/model.ts";

/**
 * A transcript is a second record of a session, kept by another program, which names its turns
 * otherwise. Read beside the session's own file it gives only what that has not; read before it, as
 * from an older backup, it gives turns that come again under other names. Here the two names of a
 * turn are found; the one of the session's own file stays.
 */
export function isTranscript({ path }: SourceFile): boolean {
  return basename(dirname(path)) === "transcripts";
}

/** What tells whether two turns are the same. */
export interface TurnTraits {
  /** Key of its messages without the side. */
  turn: string;
  /** When it was asked, in milliseconds since 1970. */
  askedAt: number | undefined;
  /** The question; empty without one. */
  words: string;
  /** Of the tools that the answer called. */
  callIds: string[];
}

/**
 * For turns of `transcript` the turn of `own` that is the same: the one with the same tool call, else
 * with the same words at nearly the same time, else at the same time. None is taken twice, and none
 * for one that it is known to be apart from.
 */
export function sameTurns(
  transcript: TurnTraits[],
  own: TurnTraits[],
  areApart: (transcriptTurn: string, ownTurn: string) => boolean = () => false,
): Map<string, string> {
  const surestFirst = [...pairsByCall(transcript, own), ...pairsByTime(transcript, own)]
    .filter(({ alias, turn }) => !areApart(alias, turn))
    .toSorted((one, other) => one.rank - other.rank || one.distanceMs - other.distanceMs);
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { alias, turn } of surestFirst) {
    if (found.has(alias) || taken.has(turn)) continue;
    found.set(alias, turn);
    taken.add(turn);
  }
  return found;
}

/** One side of a turn, as far as it gives traits. */
export interface Side {
  key: string;
  role: Message["role"];
  text: string;
  createdAt: number | undefined;
  /** Of the tools that it called. */
  callIds: string[];
}

export function sideOfMessage({ toolCalls, ...side }: Message): Side {
  return { ...side, callIds: toolCalls.map(({ id }) => id) };
}

export function traitsOf(sides: Side[]): TurnTraits[] {
  return Array.from(
    Map.groupBy(sides, ({ key }) => turnOf(key)),
    ([turn, both]) => {
      const question = both.find(({ role }) => role === "user");
      return {
        turn,
        askedAt: question?.createdAt,
        words: question?.text ?? "",
        callIds: both.flatMap(({ callIds }) => callIds),
      };
    },
  );
}

/** A message's key is `<turn>/<side>`. */
export function turnOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}

export function turnsOf(keys: Iterable<string>): Set<string> {
  return new Set(Array.from(keys, turnOf));
}

/** Key of the side of `key`, in another turn. */
export function keyOf(turn: string, key: string): string {
  return `${turn}${key.slice(turnOf(key).length)}`;
}

interface Pair {
  alias: string;
  turn: string;
  /** The lower, the surer. */
  rank: number;
  distanceMs: number;
}

function pairsByCall(transcript: TurnTraits[], own: TurnTraits[]): Pair[] {
  const turnByCall = new Map(own.flatMap(({ turn, callIds }) => callIds.map((id) => [id, turn])));
  return transcript.flatMap(({ turn: alias, callIds }) =>
    callIds.flatMap((id) => {
      const turn = turnByCall.get(id);
      return turn === undefined ? [] : { alias, turn, rank: 0, distanceMs: 0 };
    }),
  );
}

/** The extension is asked within seconds of the person, */
const sameTimeMs = 5_000;
/** and when it has to wait, as for a slow start, it is within a minute. */
const sameWordsMs = 60_000;

function pairsByTime(transcript: TurnTraits[], own: TurnTraits[]): Pair[] {
  const inOrder = own
    .flatMap(({ turn, askedAt, words }) =>
      askedAt === undefined ? [] : { turn, askedAt, words: plainWords(words) },
    )
    .toSorted((one, other) => one.askedAt - other.askedAt);
  return transcript.flatMap(({ turn: alias, askedAt, words }) => {
    if (askedAt === undefined) return [];
    const plain = plainWords(words);
    const near = inOrder.slice(
      firstFrom(inOrder, askedAt - sameWordsMs),
      firstFrom(inOrder, askedAt + sameWordsMs + 1),
    );
    return near.flatMap((candidate) => {
      const distanceMs = Math.abs(candidate.askedAt - askedAt);
      const isSame = plain !== "" && plain === candidate.words;
      if (!isSame && distanceMs > sameTimeMs) return [];
      return { alias, turn: candidate.turn, rank: isSame ? 1 : 2, distanceMs };
    });
  });
}

/** The extension is told a question without the `@agent` and `/command` at its start. */
function plainWords(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(?:[@/][\w.-]+ )+/, "");
}

/** Index of the first turn that was asked at `time` or later. */
function firstFrom(turns: { askedAt: number }[], time: number): number {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle]?.askedAt ?? time) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
