/**
 * The small part of Markdown that chats are written in, as plain values; what is not of it stays
 * text.
 *
 * @typedef {(
 *   | { kind: "code", language: string, text: string }
 *   | { kind: "heading", text: string }
 *   | { kind: "list", items: { depth: number, marker: string, text: string }[] }
 *   | { kind: "quote" | "paragraph", text: string }
 * )} Block
 * @typedef {{ kind: "text" | "code" | "strong" | "emphasis" | "link", text: string, url?: string }} Span
 */

const fence = /^\s*(`{3,}|~{3,})\s*([\w+#.-]*)/;
const heading = /^#{1,6}\s+(.*)$/;
const listItem = /^(\s*)([-*+]|\d{1,4}[.)])\s+(.*)$/;
const quote = /^>\s?(.*)$/;

/**
 * @param {string} text
 * @returns {Block[]}
 */
export function blocks(text) {
  /** @type {Block[]} */
  const found = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const [, marks, language = ""] = fence.exec(line) ?? [];
    if (marks !== undefined) {
      const start = at + 1;
      do at += 1;
      while (at < lines.length && !closes(lines[at] ?? "", marks));
      found.push({ kind: "code", language, text: lines.slice(start, at).join("\n") });
    } else {
      addLine(found, line);
    }
  }
  return found.filter((block) => block.kind !== "paragraph" || block.text !== "");
}

/** Lengths are bounded, so that the time is linear. */
const inline = new RegExp(
  [
    /(?<ticks>`{1,2})(?!`)(?<code>[^\n]{1,400}?)\k<ticks>/,
    /\*\*(?!\s)(?<strong>[^\n]{1,400}?)\*\*/,
    /\*(?![\s*])(?<emphasis>[^*\n]{0,400}?)(?<!\s)\*/,
    /\[(?<label>[^[\]\n]{1,400})\]\((?<url>[^()\s]{0,2000})\)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/**
 * Inline pieces of a line or paragraph.
 *
 * @param {string} text
 * @returns {Span[]}
 */
export function spans(text) {
  /** @type {Span[]} */
  const found = [];
  let end = 0;
  for (const match of text.matchAll(inline)) {
    const { code, strong, emphasis, label = "", url = "" } = match.groups ?? {};
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    if (code !== undefined) found.push({ kind: "code", text: code });
    else if (strong !== undefined) found.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) found.push({ kind: "emphasis", text: emphasis });
    else if (/^https?:\/\//i.test(url)) found.push({ kind: "link", text: label, url });
    else found.push({ kind: "code", text: label });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

/**
 * @param {string} line
 * @param {string} marks
 */
function closes(line, marks) {
  const bare = line.trim();
  return bare.startsWith(marks) && bare.replaceAll(marks.charAt(0), "") === "";
}

/**
 * @param {Block[]} found
 * @param {string} line
 */
function addLine(found, line) {
  const last = found.at(-1);
  const [, title] = heading.exec(line) ?? [];
  const [, indent, marker = "", item] = listItem.exec(line) ?? [];
  const [, quoted] = quote.exec(line) ?? [];
  if (title !== undefined) {
    found.push({ kind: "heading", text: title });
  } else if (item !== undefined) {
    const entry = { depth: Math.min(Math.floor((indent ?? "").length / 2), 3), marker, text: item };
    if (last?.kind === "list") last.items.push(entry);
    else found.push({ kind: "list", items: [entry] });
  } else if (quoted !== undefined) {
    if (last?.kind === "quote") last.text += `\n${quoted}`;
    else found.push({ kind: "quote", text: quoted });
  } else if (line.trim() === "") {
    found.push({ kind: "paragraph", text: "" });
  } else if (last?.kind === "paragraph" && last.text !== "") {
    last.text += `\n${line}`;
  } else {
    found.push({ kind: "paragraph", text: line });
  }
}
