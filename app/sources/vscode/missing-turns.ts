import type { Message } from "../model.ts";

/** What a transcript has of a turn and no session file. */
export interface MissingTurn {
  /** Question and answer, or only the answer where the question is known. */
  messages: Message[];
  /** Key of the known question that the answer belongs to; undefined for a whole turn. */
  question: string | undefined;
  /** True behind the last turn that is known whole: VS Code may be about to write it. */
  isAtEnd: boolean;
}

/**
 * The turns of `transcript` that are not in `known`. The two give different keys to a turn: it is
 * the same where a tool call is the same, else where the words of the question are, else where
 * both were asked at the same time. Each known turn stands for one turn of the transcript.
 */
export function missingTurns(transcript: Message[], known: Message[]): MissingTurn[] {
  const turns = turnsOf(transcript);
  const sameAs = matches(turns, turnsOf(known));
  const missing: MissingTurn[] = [];
  let endStart = 0;
  for (const turn of turns) {
    const same = sameAs.get(turn);
    if (same === undefined) {
      const messages = [turn.question, turn.answer].flatMap((side) => side ?? []);
      missing.push({ messages, question: undefined, isAtEnd: true });
    } else if (same.answer === undefined && turn.answer !== undefined) {
      const answer = { ...turn.answer, key: `${same.key}/assistant` };
      missing.push({ messages: [answer], question: `${same.key}/user`, isAtEnd: true });
    } else {
      endStart = missing.length;
    }
  }
  return missing.map((turn, index) => ({ ...turn, isAtEnd: index >= endStart }));
}

interface Turn {
  key: string;
  question?: Message;
  answer?: Message;
}

/** In order; copies of one turn are one. */
function turnsOf(messages: Message[]): Turn[] {
  const turns = new Map<string, Turn>();
  for (const message of messages) {
    const key = message.key.slice(0, message.key.lastIndexOf("/"));
    const turn = turns.get(key) ?? { key };
    turns.set(key, turn);
    if (message.role === "user") turn.question ??= message;
    else turn.answer ??= message;
  }
  return [...turns.values()];
}

/** The known turn for each of `turns`, none twice. The surest trait goes first, over all turns. */
function matches(turns: Turn[], known: Turn[]): Map<Turn, Turn> {
  const found = new Map<Turn, Turn>();
  const taken = new Set<Turn>();
  for (const traitsOf of [callTraits, wordTraits, timeTraits]) {
    const free = known.filter((turn) => !taken.has(turn)).reverse();
    const byTrait = new Map<string, Turn[]>();
    for (const turn of free) {
      for (const trait of traitsOf(turn)) {
        const turns = byTrait.get(trait) ?? [];
        byTrait.set(trait, turns);
        turns.push(turn);
      }
    }
    for (const turn of turns.filter((candidate) => !found.has(candidate))) {
      const same = firstFree(traitsOf(turn), byTrait, taken);
      if (same === undefined) continue;
      found.set(turn, same);
      taken.add(same);
    }
  }
  return found;
}

/** Takes the turns that have a trait from the end of its list, which is in reverse. */
function firstFree(
  traits: string[],
  byTrait: Map<string, Turn[]>,
  taken: Set<Turn>,
): Turn | undefined {
  for (const trait of traits) {
    const turns = byTrait.get(trait) ?? [];
    for (let turn = turns.pop(); turn !== undefined; turn = turns.pop()) {
      if (!taken.has(turn)) return turn;
    }
  }
  return undefined;
}

function callTraits({ answer }: Turn): string[] {
  return (answer?.toolCalls ?? []).map(({ id }) => id);
}

/** The extension is told a question without the `@agent` and `/command` at its start. */
function wordTraits({ question }: Turn): string[] {
  const words = question?.text.replace(/\s+/g, " ").trim() ?? "";
  return words === "" ? [] : [words, words.replace(/^(?:[@/][\w.-]+ )+/, "")];
}

/** The extension is asked within seconds of the person's question. */
const sameTimeMs = 5_000;

/** Two times that are so near share a trait, and none that are twice as far apart do. */
function timeTraits({ question }: Turn): string[] {
  if (question?.createdAt === undefined) return [];
  const step = Math.floor(question.createdAt / sameTimeMs);
  return [`${step}`, `${step + 1}`];
}
