import { buffer } from "node:stream/consumers";
import { type BlockBlobClient, RestError } from "@azure/storage-blob";

/** All of a small blob; undefined where there is none. Throws with what to do about a refusal. */
export async function blobContent(
  blob: BlockBlobClient,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    const options = signal ? { abortSignal: signal } : {};
    const { readableStreamBody } = await blob.download(0, undefined, options);
    return readableStreamBody ? await buffer(readableStreamBody) : Buffer.alloc(0);
  } catch (error) {
    if (blobErrorCode(error) === "BlobNotFound") return undefined;
    throw blobError(blob, error);
  }
}

/** Azure's word for what went wrong; undefined for what is none of Azure's. */
export function blobErrorCode(error: unknown): string | undefined {
  return error instanceof RestError ? error.code : undefined;
}

/** Says of which blob an error is, and how to get the right to it. */
export function blobError(blob: BlockBlobClient, error: unknown): unknown {
  const code = blobErrorCode(error);
  if (code === undefined) return error;
  const remedy = code.startsWith("Authorization")
    ? "set releaseUploaderObjectId to this login or to a group that it is in, and run `pulumi up`"
    : "run this again";
  return new Error(`${blob.url}: Azure answers ${code}; ${remedy}`, { cause: error });
}
