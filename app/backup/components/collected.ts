import type { ComponentRecord } from "../archive/manifest.ts";
import type { Member } from "../archive/member.ts";

/** What a component gives to an archive. */
export interface Collected {
  record: ComponentRecord;
  /** Files to be archived, in the stage or where they are. */
  members: Member[];
}
