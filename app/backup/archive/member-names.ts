import { manifestName } from "./manifest.ts";

/** Longest path that Linux takes is 4096 bytes, with the folder that it is restored to. */
const mostNameBytes = 2048;
/** Longest name of a file on the usual file systems. */
const mostSegmentBytes = 255;
/** A reader remembers each of them. */
const mostMembers = 1_000_000;

/**
 * Takes the names of an archive's members one after the other, and tells of each why it must not be
 * written: because it leads elsewhere, or because two would be the same file, if only on a system
 * that takes upper for lower case. Undefined for a good one.
 */
export function memberNameProblems(): (name: string) => string | undefined {
  const files = new Set([manifestName]);
  const folders = new Set<string>();
  return (name) => nameProblem(name) ?? clash(name);

  function clash(name: string): string | undefined {
    if (files.size > mostMembers) return `is one of more than ${mostMembers}`;
    const key = comparable(name);
    if (files.has(key))
      return "is there twice, or under a name that some systems take for the same";
    if (folders.has(key)) return "is a file and a folder";
    for (let end = key.lastIndexOf("/"); end > 0; end = key.lastIndexOf("/", end - 1)) {
      const folder = key.slice(0, end);
      if (files.has(folder)) return "is in a folder that is a file";
      if (folders.has(folder)) break;
      folders.add(folder);
    }
    files.add(key);
    return undefined;
  }
}

/** Why no member may have this name; undefined for a good one. */
function nameProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > mostNameBytes) return `is longer than ${mostNameBytes} bytes`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\x00-\x1f\x7f\\]/.test(name)) return "has a backslash or a control character";
  if (name.startsWith("/") || /^[a-z]:/i.test(name)) return "is an absolute path";
  for (const segment of name.split("/")) {
    if (segment === ".." || segment === ".") return "leads out of its folder";
    if (segment === "") return "has an empty part";
    if (Buffer.byteLength(segment) > mostSegmentBytes) {
      return `has a part longer than ${mostSegmentBytes} bytes`;
    }
  }
  return undefined;
}

/** Upper case first: `ß` and `SS`, and the two small sigmas, are the same then. */
function comparable(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
