import { createHash } from "node:crypto";
import type { Extract, Header } from "tar-stream";
import { ArchiveDamaged, NotOurArchive } from "./errors.ts";
import { type ManifestMember, manifestName } from "./manifest.ts";
import type { Progress } from "./member.ts";
import { memberNameProblems } from "./member-names.ts";
import { parseFolderName } from "./name.ts";

/** Reading of an archive's members, one after the other. */
export interface MemberReading {
  /**
   * Gets each member before any of its bytes, and may refuse it; gives what takes them, or undefined
   * where nobody wants them.
   */
  open?: ((member: NewMember) => Promise<MemberSink | undefined>) | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export type NewMember = Pick<ManifestMember, "name" | "sizeBytes">;

export interface MemberSink extends AsyncDisposable {
  write(data: Buffer): Promise<void>;
}

/** What an archive holds; that it is what its manifest says is still to be checked. */
export interface TarContent {
  /** The one folder that everything is in. */
  folder: string;
  members: ManifestMember[];
  manifestText: string;
}

/** Where a reading is, for messages. */
export interface Place {
  member: string;
}

/**
 * Reads a tar to its end, and refuses what no archive of ours has: another kind, name or place of a
 * member, or one behind the manifest. `path` begins the messages.
 */
export async function readTar(
  tar: Extract,
  path: string,
  { open, onProgress }: MemberReading,
  place: Place,
): Promise<TarContent> {
  let folder: string | undefined;
  let manifestText: string | undefined;
  let bytes = 0;
  const members: ManifestMember[] = [];
  const nameProblem = memberNameProblems();
  for await (const entry of tar) {
    const { header } = entry;
    if (manifestText !== undefined) throw refused(path, header, "is behind the manifest");
    folder ??= folderOf(header, path);
    const name = nameWithin(folder, header, path);
    if (name === undefined) {
      entry.resume();
      continue;
    }
    place.member = name;
    const content = entry as AsyncIterable<Buffer>;
    if (name === manifestName) {
      manifestText = await textOf(content, header, path);
      continue;
    }
    const problem = nameProblem(name);
    if (problem !== undefined) throw refused(path, header, problem);
    const sizeBytes = header.size;
    await using sink = await open?.({ name, sizeBytes });
    const hash = createHash("sha256");
    for await (const data of content) {
      hash.update(data);
      await sink?.write(data);
      bytes += data.length;
      onProgress?.({ members: members.length, bytes });
    }
    members.push({ name, sizeBytes, sha256: hash.digest("hex") });
  }
  if (folder === undefined) throw new NotOurArchive(`${path}: is an archive of nothing`);
  if (manifestText === undefined) throw new ArchiveDamaged(`${path}: ends without its manifest`);
  return { folder, members, manifestText };
}

function folderOf(header: Header, path: string): string {
  const [folder = ""] = header.name.split("/");
  if (parseFolderName(folder) !== undefined) return folder;
  throw new NotOurArchive(
    `${path}: is an archive, but of no backup, got ${JSON.stringify(header.name)} in it`,
  );
}

/** The name of a file within `folder`; undefined for a folder, which is made when it is needed. */
function nameWithin(folder: string, header: Header, path: string): string | undefined {
  const { name, type } = header;
  if (type !== "file" && type !== "directory") {
    throw refused(path, header, `is a ${type ?? "thing of an unknown kind"}, got no file`);
  }
  if (name !== folder && !name.startsWith(`${folder}/`)) {
    throw refused(path, header, `is not in the folder ${folder}`);
  }
  return type === "directory" ? undefined : name.slice(folder.length + 1);
}

/** A million members of usual names. */
const mostManifestBytes = 256 * 1024 ** 2;

async function textOf(
  content: AsyncIterable<Buffer>,
  header: Header,
  path: string,
): Promise<string> {
  if (header.size > mostManifestBytes) {
    throw refused(path, header, `is longer than ${mostManifestBytes} bytes`);
  }
  const pieces: Buffer[] = [];
  for await (const data of content) pieces.push(data);
  return Buffer.concat(pieces).toString();
}

function refused(path: string, { name }: Header, why: string): ArchiveDamaged {
  return new ArchiveDamaged(`${path}: the member ${JSON.stringify(name)} ${why}`);
}
