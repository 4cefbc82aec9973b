import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** The number that PostgreSQL itself takes (`scram_iterations`). */
const iterations = 4096;

/**
 * What PostgreSQL keeps of a password, by RFC 5802 and RFC 7677. Set in place of the password it
 * has the same effect, and a server that logs its statements logs no password. Throws for a password
 * beyond ASCII, which each side would first have to spell in the same way.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  if (!/^[\x20-\x7e]+$/.test(password)) {
    throw new Error(
      "DATABASE_PASSWORD: has characters beyond ASCII; use letters, digits and punctuation",
    );
  }
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const keyOf = (name: string) => createHmac("sha256", saltedPassword).update(name).digest();
  const storedKey = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  const serverKey = keyOf("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
