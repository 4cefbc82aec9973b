import { createHash } from "node:crypto";

/** Seal of a plain archive's manifest: goes with this archive alone. */
export function plainSeal(archiveSha256: string): (text: string) => string {
  return (text) => createHash("sha256").update(archiveSha256).update(text).digest("hex");
}
