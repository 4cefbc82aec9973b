import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Pack } from "tar-stream";
import { type ArchiveName, folderName } from "./name.ts";
import type { MemberTarget } from "./write-members.ts";

type NewHeader = Parameters<Pack["entry"]>[0];

/** Puts members into `archive`, all below its one folder. */
export function tarTarget(archive: Pack, name: ArchiveName): MemberTarget {
  const headerOf = (memberName: string, size: number): NewHeader => ({
    name: `${folderName(name)}/${memberName}`,
    size,
    type: "file",
    mode: 0o600,
    mtime: new Date(name.startedAt),
  });
  const addBytes = (memberName: string, content: Buffer) => {
    const header = headerOf(memberName, content.length);
    return promisify<void>((done) => archive.entry(header, content, done))();
  };
  return {
    addBytes,
    async addFile(memberName, file) {
      // A stream of its own for each of many small files would take most of the time.
      if (file.sizeBytes <= smallBytes) return addBytes(memberName, await buffer(file.content()));
      await pipeline(file.content(), archive.entry(headerOf(memberName, file.sizeBytes)));
    },
  };
}

const smallBytes = 256 * 1024;
