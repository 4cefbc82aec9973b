import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintSourceCode } from "@secretlint/types";

/** A stretch of a text, in UTF-16 units; `end` is the first unit after it. */
export interface Range {
  start: number;
  end: number;
}

/**
 * What a rule of the recommended preset finds in `text`. The rules are called directly, because
 * `@secretlint/core` runs every one of them on every text, asynchronously, at 10 MB a second, and
 * keeps performance marks of each run; a rule's contract is no more than a report of ranges.
 */
export function lint(rule: string, text: string): Range[] {
  const handler = handlers.get(rule);
  if (handler === undefined) {
    throw new Error(`secretlint: has no rule ${rule}; use one of its recommended preset`);
  }
  reported = [];
  handler(text);
  return reported;
}

/** Filled while a rule runs; rules run one after another, to their end. */
let reported: Range[] = [];

const context: SecretLintRuleContext = {
  sharedOptions: {},
  // Messages quote the secret, so none is ever made.
  createTranslator: () => (messageId) => ({
    message: "",
    messageId: String(messageId),
    data: undefined,
  }),
  report: ({ range: [start, end] }) => void reported.push({ start, end }),
  ignore: () => {},
};

const handlers = new Map(
  rules.map((rule) => {
    const { file } = rule.create(context, {});
    const name = rule.meta.id.replace("@secretlint/secretlint-rule-", "");
    return [name, (text: string) => void file?.(sourceCode(text))];
  }),
);

/** Text without a file: rules that judge by file names find nothing to judge. */
function sourceCode(content: string): SecretLintSourceCode {
  const unknown = () => {
    throw new Error("secretlint: asked for a place in a file; leave that rule out");
  };
  return {
    content,
    contentType: "text",
    ext: "",
    filePath: undefined,
    physicalFilePath: undefined,
    hasBOM: false,
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: unknown,
    rangeToLocation: unknown,
    positionToIndex: unknown,
    indexToPosition: unknown,
  };
}
