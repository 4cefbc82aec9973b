import {
  type ComponentRecord,
  type Manifest,
  type ManifestMember,
  type MemberProblem,
  manifestName,
  manifestText,
} from "./manifest.ts";
import type { Member, Progress } from "./member.ts";
import { type OpenMember, openMember } from "./member-content.ts";
import { memberNameProblems } from "./member-names.ts";
import type { ArchiveName } from "./name.ts";

/** What goes into an archive, whatever it is made by. */
export interface ArchiveContent {
  name: ArchiveName;
  members: Iterable<Member> | AsyncIterable<Member>;
  /** Asked when all members are read. */
  components: () => ComponentRecord[];
  /** Whether the archive alone suffices for a restore, and why not. */
  canRestore: Manifest["canRestore"];
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Takes the members of an archive, one after the other. */
export interface MemberTarget {
  addFile(name: string, file: OpenMember): Promise<void>;
  addBytes(name: string, content: Buffer): Promise<void>;
}

/**
 * Gives all members to `target`, and last the manifest, whose text it answers. `id` is that of the
 * backup. A member that changes, shrinks or vanishes while it is read is a problem by name.
 */
export async function writeMembers(
  target: MemberTarget,
  id: string,
  content: ArchiveContent,
): Promise<string> {
  const { name, components, canRestore } = content;
  const { members, problems } = await writeAll(target, content);
  const text = manifestText({
    id,
    type: name.type,
    startedAt: new Date(Math.floor(name.startedAt / 1000) * 1000).toISOString(),
    components: components(),
    canRestore,
    problems,
    members,
  });
  await target.addBytes(manifestName, Buffer.from(text));
  return text;
}

async function writeAll(
  target: MemberTarget,
  { members, signal, onProgress }: ArchiveContent,
): Promise<{ members: ManifestMember[]; problems: MemberProblem[] }> {
  const written: ManifestMember[] = [];
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
    await target.addFile(member.name, file);
    const { member: result, problem } = await file.result();
    written.push(result);
    if (problem !== undefined) problems.push({ name: member.name, reason: problem });
    bytes += result.sizeBytes;
    onProgress?.({ members: written.length, bytes });
  }
  return { members: written, problems };
}
