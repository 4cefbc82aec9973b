import { placeholder } from "../sanitize/redaction.ts";

/** Text of others on one line of our own Markdown: nothing in it is markup. */
export function oneLine(text: string): string {
  return readable(text)
    .replace(/\s+/g, " ")
    .trim()
    .replace(markup, (found) => (found.length === 1 ? `\\${found}` : `\`${found}\``));
}

/**
 * Characters that are markup, and placeholders of secrets: those become code, because with their
 * brackets escaped one of `1password-token` reads as a password that was left.
 */
const markup = RegExp(`${placeholder.source}|[\\\\\`*_[\\]<>]`, "g");

/**
 * Markdown of others as blocks of our own, with a line end; empty stays empty. A fence that it
 * leaves open would take in all that follows, so it is closed.
 */
export function wholeMarkdown(text: string): string {
  const body = readable(text).replace(/\s+$/, "");
  if (body === "") return "";
  const fence = openFence(body);
  return fence === undefined ? `${body}\n` : `${body}\n${fence}\n`;
}

/** Git takes a file with a NUL for binary, and other control characters move a terminal's cursor. */
function readable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}

/** The fence that would close the code block in which `text` ends, if it ends in one. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const [, fence = "", rest = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (open === undefined) {
      // Backticks after backticks on one line are code within a line.
      if (fence.startsWith("~") || !rest.includes("`")) open = fence;
    } else if (fence.startsWith(open) && rest.trim() === "") {
      open = undefined;
    }
  }
  return open;
}
