import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { TokenCredential } from "@azure/identity";
import { BlockBlobClient, RestError } from "@azure/storage-blob";

export interface UploadOptions {
  /** Told once why an upload has to wait. */
  onWait: (reason: string) => void;
  /** How long a refusal may last before it counts; default 5 minutes. */
  patienceMs?: number;
  /** Time between two tries; default 10 seconds. */
  pauseMs?: number;
}

/**
 * Puts the package that `pack` makes at `url`, which has to end in the file's name. A package is
 * never overwritten, nor made when it is there: its name says what is in it. Throws with what to do
 * when the login has no right.
 */
export async function uploadPackage(
  url: string,
  pack: () => Promise<string>,
  credential: TokenCredential,
  { onWait, patienceMs = 300_000, pauseMs = 10_000 }: UploadOptions,
): Promise<"uploaded" | "was there already"> {
  const blob = new BlockBlobClient(url, credential);
  const deadline = performance.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      return await put(blob, pack);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (performance.now() > deadline) throw new Error(withoutRight(url), { cause: error });
      // A role takes minutes until every part of Azure knows it.
      if (tries === 1) onWait("The right to upload is not there yet; a new role takes minutes.");
      await wait(pauseMs);
    }
  }
}

async function put(blob: BlockBlobClient, pack: () => Promise<string>) {
  if (await blob.exists()) return "was there already";
  const file = await pack();
  if (basename(new URL(blob.url).pathname) !== basename(file)) {
    throw new Error(
      `${blob.url}: this checkout makes another package, got ${basename(file)}; the sources ` +
        "changed while the stack was updated, run `pulumi up` again",
    );
  }
  const content = await readFile(file);
  try {
    await blob.uploadData(content, {
      conditions: { ifNoneMatch: "*" },
      blobHTTPHeaders: { blobContentType: "application/zip" },
      metadata: { sha256: createHash("sha256").update(content).digest("hex") },
    });
    return "uploaded";
  } catch (error) {
    // Somebody else was faster, with the same content.
    if (error instanceof RestError && error.statusCode === 409) return "was there already";
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 403;
}

function withoutRight(url: string): string {
  return (
    `${url}: this login may not upload packages; set releaseUploaderObjectId to it or to a group ` +
    "that it is in, and run `pulumi up` again"
  );
}
