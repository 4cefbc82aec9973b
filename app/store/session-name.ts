/** A session's id in URLs, taken apart. */
export interface SessionName {
  /** Undefined in the id of one's own session. */
  owner: string | undefined;
  source: string;
  /** The product's identifier. */
  externalId: string;
}

/**
 * Between an owner and the rest. No owner's and no source's name has it, and it means the same
 * encoded or not: servers in between may decode a slash.
 */
const afterOwner = "~";

/** `<source>:<id of the product>`, as `viewer` sees it: with `<owner>~` before somebody else's. */
export function sessionId(name: SessionName & { owner: string }, viewer: string): string {
  const { owner, source, externalId } = name;
  return `${owner === viewer ? "" : owner + afterOwner}${source}:${externalId}`;
}

/** The parts of a session's id; undefined for what is none. */
export function sessionName(id: string): SessionName | undefined {
  const colon = id.indexOf(":");
  if (colon === -1) return undefined;
  const [owner, source] = id.slice(0, colon).split(afterOwner, 2);
  const externalId = id.slice(colon + 1);
  return source === undefined
    ? { owner: undefined, source: owner ?? "", externalId }
    : { owner, source, externalId };
}

/** What writers of the session with this id wait for. */
export function lockName(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
