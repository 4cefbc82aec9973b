/** What a caller may do: see chats, bring chats in, see everybody's figures, or make and revoke keys. */
export const scopes = ["read", "ingest", "metrics", "admin"] as const;

export type Scope = (typeof scopes)[number];

/** What a key may do whose maker did not say it: what a person's own machine needs. */
export const defaultScopes: readonly Scope[] = ["read", "ingest"];
