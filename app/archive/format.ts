import type { Head } from "./head.ts";
import { jsonFormat } from "./json-format.ts";
import { markdownFormat } from "./markdown-format.ts";
import type { ArchivedSession } from "./source.ts";

/** A way to write a session as a file. */
export interface ArchiveFormat {
  /** Of the file's name, without a dot. */
  extension: string;
  /** The file's text in pieces, about one per message, so that a long chat is never one string. */
  pieces(session: ArchivedSession): Generator<string, void>;
  /** The line that ends the head of a file. */
  headEnd: string;
  /** The head in the lines before `headEnd`. Throws, or gives undefined, when it is none. */
  head(lines: string[]): Head | undefined;
}

export type FormatName = keyof typeof formats;

/** By the name that a person gives. */
export const formats = { json: jsonFormat, markdown: markdownFormat } satisfies Record<
  string,
  ArchiveFormat
>;
