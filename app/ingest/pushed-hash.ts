import { hash } from "node:crypto";
import type { Session } from "../sources/model.ts";
import { conversationHash, messageHash } from "../store/content-hash.ts";
import type { SessionState } from "../store/session-states.ts";

/**
 * SHA-256, in hex, of what is pushed of a session but the files that it was found in and what was
 * redacted. It can be had of a stored session without reading its messages.
 */
export function pushedHash({ contentHash, createdAt, updatedAt, workspace }: HashedState): string {
  const { name, repository } = workspace ?? {};
  const said = [contentHash, createdAt, updatedAt, name, repository];
  return hash("sha256", JSON.stringify(said));
}

type HashedState = Pick<SessionState, "contentHash" | "createdAt" | "updatedAt" | "workspace">;

/** The `pushedHash` of a whole session. */
export function sessionHash(session: Session): string {
  const contentHash = conversationHash({
    title: session.title,
    workspaceUri: session.workspace?.uri,
    usage: (session.usage ?? []).toSorted((one, other) => (one.model < other.model ? -1 : 1)),
    messages: session.messages.map((message) => ({
      key: message.key,
      contentHash: messageHash(message),
    })),
  });
  return pushedHash({ ...session, contentHash });
}
