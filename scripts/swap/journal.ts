import type { TokenCredential } from "@azure/identity";
import { BlockBlobClient } from "@azure/storage-blob";
import { z } from "zod";
import { blobContent, blobError, blobErrorCode } from "./blob.ts";
import { countSchema, measurementSchema } from "./measurement.ts";

export const entrySchema = z.object({
  /** URLs of the package that ran when this began, and of the one that is to run. */
  from: z.string(),
  to: z.string(),
  /** What is to be done next, or was being done when a run was killed. */
  phase: z.enum(["swapping", "watching", "swapping back", "recording", "over"]),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Address of the swap that was begun last. */
  operationUrl: z.string().optional(),
  /** How the site did before the swap: our probes, and its users where Azure tells. */
  before: z.object({ probes: measurementSchema, users: countSchema.optional() }),
  /** Why it was swapped back. */
  breach: z.string().optional(),
});

/** How far a release has come. */
export type Entry = z.infer<typeof entrySchema>;

const journalSchema = z.object({
  holder: z.string(),
  since: z.string(),
  entry: entrySchema.optional(),
});

/** The one record of releases of a stack, which only one run at a time can hold. */
export interface Journal {
  /** What the run before has left; undefined before the first. */
  last: Entry | undefined;
  /** Aborts when somebody else may hold the journal; nothing must be swapped from then on. */
  lost: AbortSignal;
  write(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/** Who holds the journal, and since when. */
export type Holder = Pick<z.infer<typeof journalSchema>, "holder" | "since">;

export interface JournalOptions {
  credential: TokenCredential;
  /** Says to others who is at work. */
  holder: string;
}

/** The longest that Azure offers but forever: a killed run must not hold the journal for good. */
const leaseSeconds = 60;
const renewEverySeconds = 15;

/**
 * Opens the journal of the releases in the container `releasesUrl`: a blob whose lease is the lock,
 * which works between machines and ends by itself when its holder dies. Gives the holder where there
 * is one.
 */
export async function openJournal(
  releasesUrl: string,
  { credential, holder }: JournalOptions,
): Promise<Journal | Holder> {
  const blob = journalBlob(releasesUrl, credential);
  await make(blob);
  const lease = blob.getBlobLeaseClient();
  try {
    await lease.acquireLease(leaseSeconds);
  } catch (error) {
    if (blobErrorCode(error) !== "LeaseAlreadyPresent") throw blobError(blob, error);
    return (await read(blob)) ?? { holder: "somebody", since: "a moment" };
  }
  const since = new Date().toISOString();
  const put = async (entry: Entry | undefined) => {
    const content = `${JSON.stringify({ holder, since, entry }, null, 2)}\n`;
    const options = {
      conditions: { leaseId: lease.leaseId },
      blobHTTPHeaders: { blobContentType: "application/json" },
    };
    await blob.upload(content, Buffer.byteLength(content), options).catch((error: unknown) => {
      throw /^Lease/.test(blobErrorCode(error) ?? "")
        ? lossOf(blob, error)
        : blobError(blob, error);
    });
  };
  const last = (await read(blob))?.entry;
  await put(last);
  const lost = new AbortController();
  const renewal = setInterval(async () => {
    await lease.renewLease().catch((error: unknown) => lost.abort(lossOf(blob, error)));
  }, renewEverySeconds * 1000);
  renewal.unref();
  return {
    last,
    lost: lost.signal,
    write: put,
    async close() {
      clearInterval(renewal);
      // A lease that cannot be given back ends within a minute.
      await lease.releaseLease().catch(() => {});
    },
  };
}

/** Reads the journal without holding it; undefined before the first release. */
export async function readJournal(
  releasesUrl: string,
  credential: TokenCredential,
): Promise<Entry | undefined> {
  return (await read(journalBlob(releasesUrl, credential)))?.entry;
}

function journalBlob(releasesUrl: string, credential: TokenCredential): BlockBlobClient {
  return new BlockBlobClient(`${releasesUrl}/swap.json`, credential);
}

/** A lease needs a blob. */
async function make(blob: BlockBlobClient): Promise<void> {
  try {
    await blob.upload("", 0, { conditions: { ifNoneMatch: "*" } });
  } catch (error) {
    const isThere = ["BlobAlreadyExists", "LeaseIdMissing"].includes(blobErrorCode(error) ?? "");
    if (!isThere) throw blobError(blob, error);
  }
}

async function read(blob: BlockBlobClient) {
  const text = (await blobContent(blob))?.toString();
  if (!text) return undefined;
  try {
    return journalSchema.parse(JSON.parse(text));
  } catch (error) {
    const message = `${blob.url}: is no journal of releases; look into it and remove it`;
    throw new Error(message, { cause: error });
  }
}

function lossOf(blob: BlockBlobClient, error: unknown): Error {
  const reason = blobErrorCode(error) ?? String(error);
  return new Error(`${blob.url}: is held by this run no longer (${reason})`, { cause: error });
}
