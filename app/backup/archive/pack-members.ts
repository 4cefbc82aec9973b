import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Pack } from "tar-stream";
import type { ManifestMember, MemberProblem } from "./manifest.ts";
import { type OpenMember, openMember } from "./member-content.ts";
import { memberNameProblems } from "./member-names.ts";
import { folderName } from "./name.ts";
import type { WriteArchiveInput } from "./write.ts";

type PackInput = Pick<WriteArchiveInput, "name" | "members" | "onProgress" | "signal">;

type NewHeader = Parameters<Pack["entry"]>[0];

/** Puts files into `archive`, all below its one folder. */
export function packMembers(archive: Pack, input: PackInput) {
  const { name, members, onProgress, signal } = input;
  const headerOf = (memberName: string, size: number): NewHeader => ({
    name: `${folderName(name)}/${memberName}`,
    size,
    type: "file",
    mode: 0o600,
    mtime: new Date(name.startedAt),
  });

  return {
    add: (memberName: string, content: Buffer) => addBytes(headerOf(memberName, 0), content),

    async all(): Promise<{ members: ManifestMember[]; problems: MemberProblem[] }> {
      const packed: ManifestMember[] = [];
      const problems: MemberProblem[] = [];
      let bytes = 0;
      const nameProblem = memberNameProblems();
      for await (const member of members) {
        signal?.throwIfAborted();
        const hindrance = nameProblem(member.name);
        if (hindrance !== undefined) {
          throw new Error(`${member.name}: ${hindrance}, so that it could not be restored`);
        }
        const opened = await openMember(member);
        if ("reason" in opened) {
          problems.push({ name: member.name, reason: opened.reason });
          continue;
        }
        await using file = opened;
        await addFile(headerOf(member.name, file.sizeBytes), file);
        const { member: result, problem } = await file.result();
        packed.push(result);
        if (problem !== undefined) problems.push({ name: member.name, reason: problem });
        bytes += result.sizeBytes;
        onProgress?.({ members: packed.length, bytes });
      }
      return { members: packed, problems };
    },
  };

  async function addFile(header: NewHeader, file: OpenMember): Promise<void> {
    // A stream of its own for each of many small files would take most of the time.
    if (file.sizeBytes <= smallBytes) {
      await addBytes(header, await buffer(file.content()));
    } else {
      await pipeline(file.content(), archive.entry(header));
    }
  }

  function addBytes(header: NewHeader, content: Buffer): Promise<void> {
    return promisify<void>((done) => archive.entry(header, content, done))();
  }
}

const smallBytes = 256 * 1024;
