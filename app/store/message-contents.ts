import type { Message } from "../sources/model.ts";

/** What a search can ask for beside words, found once when a message is stored. */
export interface MessageContents {
  hasCode: boolean;
  hasError: boolean;
}

export function contentsOf({
  text,
  toolCalls,
}: Pick<Message, "text" | "toolCalls">): MessageContents {
  return {
    hasCode: codeFence.test(text),
    hasError: errorMark.test(text) || toolCalls.some(({ outcome }) => outcome === "failed"),
  };
}

/** At the start of a line, by CommonMark 0.31.2 (section 4.5); indented where it is in a list. */
const codeFence = /^[\t >]*(?:```|~~~)/m;

/**
 * As programs write them: `TypeError: …`, `java.io.IOException`, `error[E0382]`, `error TS2345`,
 * `fatal: …`, `panic: …`, `npm ERR!`, a traceback of Python's, `FAILED`. What a name must begin with is
 * looked for from its end: most words are none.
 */
const errorMark =
  /(?:Error|Exception):(?<=\b[A-Za-z]*(?:Error|Exception):)|Exception\b(?<=\b[A-Z]\w*Exception)|\berror(?::| TS\d|\[E\d)|\b(?:fatal|panic): |\bERR!|\bERROR\b|\bFAILED\b|Traceback \(most recent call last\)/;
