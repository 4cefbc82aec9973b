import { createHmac } from "node:crypto";

/**
 * Names the place where these chats were read, the same at every push and unlike any other. It tells
 * nothing of the machine, and nothing of the key of redactions that it is made of.
 */
export function collectorName(redactionKey: Uint8Array): string {
  const digits = createHmac("sha256", redactionKey).update("collector").digest("hex");
  return `collector-${digits.slice(0, 16)}`;
}
