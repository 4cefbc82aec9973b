import type { Section } from "./contribution.ts";

/** GitHub refuses a longer comment. */
export const commentLimit = 65_536;

/** By this the comment is found again; a reader does not see it. */
export const marker = "<!-- copilot-platform: plan -->";

export interface CommentArgs {
  sections: Section[];
  /** Commit that the plan is of. */
  headSha: string;
  /** Page of the run, whose artefact has the full text. */
  runUrl: string;
}

/**
 * The comment in Markdown, at most `limit` characters. Sections are folded away, and where all of them are
 * too long each is cut at the end of a line to its fair share, which the comment says.
 */
export function commentText(
  { sections, headSha, runUrl }: CommentArgs,
  limit = commentLimit,
): string {
  const head = `${marker}\n### What this change does\n`;
  const foot = `\n<sub>Plan of ${headSha.slice(0, 12)}. [The run](${runUrl}) has the full text as artefact.</sub>\n`;
  const frames = sections.map((section) => block(section, "").length + cutMark.length);
  const room = limit - head.length - foot.length - sum(frames);
  if (room < 0) throw new Error(`comment: has no room for ${sections.length} sections; use fewer`);
  const texts = fairShares(
    sections.map((section) => plain(section.text)),
    room,
  );
  return [head, ...sections.map((section, index) => block(section, texts[index] ?? "")), foot].join(
    "",
  );
}

const cutMark = "\n… cut here; the artefact has the rest\n";

/** Short texts stay whole; what they leave is shared by the long ones. */
function fairShares(texts: string[], room: number): string[] {
  const shares = new Map<number, string>();
  let left = room;
  const byLength = [...texts.keys()].sort((a, b) => length(texts, a) - length(texts, b));
  byLength.forEach((index, done) => {
    const share = Math.floor(left / (texts.length - done));
    const text = cutAtLine(texts[index] ?? "", share);
    shares.set(index, text);
    left -= Math.min(share, text.length);
  });
  return texts.map((_, index) => shares.get(index) ?? "");
}

function length(texts: string[], index: number): number {
  return texts[index]?.length ?? 0;
}

function cutAtLine(text: string, size: number): string {
  if (text.length <= size) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf("\n", size))) + cutMark;
}

/** In a fence that no run of backticks in the text can end. */
function block({ title, summary, text }: Section, shown: string): string {
  const longest = Math.max(0, ...(plain(text).match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  const heading = `<b>${html(title)}</b> ${html(summary)}`;
  return `\n<details><summary>${heading}</summary>\n\n${fence}text\n${shown}\n${fence}\n\n</details>\n`;
}

/** Without colours, marks of direction and all else that is no sign a reader sees. */
function plain(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\t]/gu, "")
    .trimEnd();
}

/** One line in which nothing is markup, a mention or a link. */
function html(line: string): string {
  const entities = [...plain(line).replaceAll("\n", " ")].map((sign) =>
    /[\w ,.()+$/→−-]/.test(sign) ? sign : `&#${sign.codePointAt(0)};`,
  );
  return entities.join("");
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
