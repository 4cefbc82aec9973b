import { createHash } from "node:crypto";

/**
 * `text` with a last line that says who made it. The line has a checksum of the text above it, by
 * which a file that nobody has changed is known.
 */
export function marked(text: string, commentStart: string, commentEnd = ""): string {
  return `${text}${commentStart}${sentence(checksum(text))}${commentEnd}\n`;
}

/** Whether `text` was made by `marked`, in any version of this program, and not changed since. */
export function isUntouched(text: string): boolean {
  const lastLineAt = text.lastIndexOf("\n", text.length - 2) + 1;
  return text.slice(lastLineAt).includes(sentence(checksum(text.slice(0, lastLineAt))));
}

function sentence(sum: string): string {
  return `Made by chats integrate monorepo (${sum}); once you change this file it is left alone.`;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
