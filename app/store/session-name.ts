/** A session's id in URLs, `<source>:<id of the product>`, taken apart; undefined for what is none. */
export function sessionName(id: string): { source: string; externalId: string } | undefined {
  const colon = id.indexOf(":");
  return colon === -1 ? undefined : { source: id.slice(0, colon), externalId: id.slice(colon + 1) };
}

/** What writers of the session with this id wait for. */
export function lockName(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
