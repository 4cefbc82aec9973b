import { identifierPhrases } from "../search/identifiers.ts";
import type { Message, Session } from "../sources/model.ts";
import { messageHash } from "./content-hash.ts";
import { contentsOf, type MessageContents } from "./message-contents.ts";
import { packedParts } from "./stored-parts.ts";

/** What is stored of a message beside what it says, all of it worked out from that. */
export interface Derived extends MessageContents {
  contentHash: string;
  /** See `stored-parts.ts`. */
  packedParts: string;
  /** Further words to be found by, a phrase a line. See `identifiers.ts`. */
  identifiers: string;
}

/** A message that may have gone from one thread to another, which leaves less to do for the second. */
export interface DerivedMessage extends Message {
  /** Absent where it is still to be worked out; else `parts` are in here alone. */
  derived?: Derived;
}

/** `session` with all that can be worked out before it comes to the database. */
export function withDerived(session: Session): Session {
  const messages = session.messages.map(
    (message): DerivedMessage => ({ ...message, parts: [], derived: derivedFrom(message) }),
  );
  return { ...session, messages };
}

function derivedFrom(message: Message): Derived {
  return {
    contentHash: messageHash(message),
    packedParts: packedParts(message.parts, message.text),
    identifiers: identifiersOf(message.text),
    ...contentsOf(message),
  };
}

export function identifiersOf(text: string): string {
  return [...identifierPhrases(text)].join("\n");
}
