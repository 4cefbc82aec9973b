import type { Member } from "../archive/member.ts";

/** As restic gives the files of a snapshot: folder by folder, by the bytes of their names. */
export async function inOrderOfSnapshots(
  members: Iterable<Member> | AsyncIterable<Member>,
): Promise<Member[]> {
  const keyed: { member: Member; key: Buffer }[] = [];
  for await (const member of members) keyed.push({ member, key: orderKey(member.name) });
  return keyed
    .toSorted((one, other) => Buffer.compare(one.key, other.key))
    .map(({ member }) => member);
}

/** What is in a folder comes before all that its name is the beginning of only. */
function orderKey(name: string): Buffer {
  return Buffer.from(name.replaceAll("/", "\0"));
}
