import type { ApiKey } from "../store/keys.ts";
import { dateText, printable, type Style } from "./terminal.ts";

/** What a person is told beside a new key. */
export function createdLines(key: ApiKey): string[] {
  const end =
    key.expiresAt === undefined ? "until it is revoked" : `until ${dateText(key.expiresAt)}`;
  return [
    `Key ${key.id} of ${key.owner}, ${printable(key.name)}, for ${key.scopes.join(" and ")}, ${end}.`,
    "It is shown this once. The page asks for it; programs send it as",
    "  Authorization: Bearer <key>",
  ];
}

/** A line for each key; those that do not work stand back. */
export function keyLines(keys: ApiKey[], now: number, style: Style): string[] {
  if (keys.length === 0) {
    return ["There are no keys yet; chats keys create --owner <name> --name <text> makes one."];
  }
  return keys.map((key) => {
    const use =
      key.lastUsedAt === undefined ? "never used" : `last used ${dateText(key.lastUsedAt)}`;
    const line = [
      `${key.id}  ${key.owner}  ${printable(key.name)}  ${key.prefix}…  ${key.scopes.join(",")}`,
      stateText(key, now),
      use,
    ].join("  ");
    return works(key, now) ? line : style.dim(line);
  });
}

function stateText({ createdAt, expiresAt, revokedAt }: ApiKey, now: number): string {
  if (revokedAt !== undefined) return `revoked ${dateText(revokedAt)}`;
  if (expiresAt === undefined) return `made ${dateText(createdAt)}`;
  return `${expiresAt <= now ? "expired" : "expires"} ${dateText(expiresAt)}`;
}

function works({ expiresAt, revokedAt }: ApiKey, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}
