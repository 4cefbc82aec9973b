import type { Pack } from "tar-stream";
import { type ArchiveName, folderName } from "./name.ts";
import { addBytes, addEntry, type TarHeader } from "./tar-streams.ts";
import type { MemberTarget } from "./write-members.ts";

/** Puts members into `archive`, all below its one folder. */
export function tarTarget(archive: Pack, name: ArchiveName): MemberTarget {
  const headerOf = (memberName: string): TarHeader => ({
    name: `${folderName(name)}/${memberName}`,
    type: "file",
    mode: 0o600,
    mtime: new Date(name.startedAt),
  });
  return {
    addBytes: (memberName, content) => addBytes(archive, headerOf(memberName), content),
    addFile: (memberName, file) =>
      addEntry(archive, headerOf(memberName), file.content(), file.sizeBytes),
  };
}
