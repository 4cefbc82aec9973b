import { z } from "zod";
import { ArchiveDamaged, NewerFormat, NotOurArchive } from "./errors.ts";

export interface TextForm {
  product: string;
  /** The newest that is known. */
  formatVersion: number;
  /** What a text is that is of another product. */
  notOurs: string;
}

/**
 * What JSON says that names its product and the version of its format. Throws `NotOurArchive`,
 * `NewerFormat` or `ArchiveDamaged`; `where` begins their messages.
 */
export function versionedContent(
  text: string,
  where: string,
  { product, formatVersion, notOurs }: TextForm,
): unknown {
  const content = jsonOf(text, where);
  const { data: head } = headSchema.safeParse(content);
  if (head?.product !== product) throw new NotOurArchive(`${where}: ${notOurs}`);
  if (head.formatVersion > formatVersion) {
    throw new NewerFormat(
      `${where}: has format version ${head.formatVersion}, this program knows ${formatVersion}; ` +
        "update it",
    );
  }
  return content;
}

const headSchema = z.object({ product: z.string(), formatVersion: z.number() });

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArchiveDamaged(`${where}: is no JSON`, { cause: error });
  }
}
