import type { ArchiveFormat } from "./format.ts";
import { type Head, headOf, isoTime, readHead } from "./head.ts";
import { oneLine, wholeMarkdown } from "./markdown-text.ts";
import type { ArchivedMessage, ArchivedSession } from "./source.ts";

/** What a person reads of a session: the words, and one line for each thing that a tool did. */
export const markdownFormat: ArchiveFormat = {
  extension: "md",
  pieces,
  headEnd: "---",
  head: readFrontMatter,
};

function* pieces(session: ArchivedSession): Generator<string, void> {
  const head = headOf(session);
  yield `${frontMatter(head)}---\n\n# ${oneLine(session.title)}\n`;
  for (const message of session.messages) yield `\n${messageText(message)}`;
}

/** YAML of which every value is JSON too. The first line is what opens front matter. */
function frontMatter(head: Head): string {
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `${opening}\n${lines.join("")}`;
}

const opening = "---";

function readFrontMatter([first, ...lines]: string[]): Head | undefined {
  if (first !== opening) return undefined;
  const entries = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), JSON.parse(line.slice(colon + 1))];
  });
  return readHead(Object.fromEntries(entries));
}

function messageText({ role, createdAt, model, text, toolCalls }: ArchivedMessage): string {
  const who = role === "user" ? "You" : `Copilot${model === undefined ? "" : ` (${model})`}`;
  const time = isoTime(createdAt)?.slice(0, 16).replace("T", " ");
  const tools = toolCalls.map(
    ({ tool, summary, outcome }) =>
      `- ${oneLine(summary || tool)}${outcome === "ok" ? "" : ` (${outcome})`}\n`,
  );
  const blocks = [
    `## ${oneLine(who)}${time === undefined ? "" : ` · ${time} UTC`}\n`,
    wholeMarkdown(text),
    tools.join(""),
  ];
  return blocks.filter((block) => block !== "").join("\n");
}
