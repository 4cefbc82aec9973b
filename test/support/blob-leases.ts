import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Who may write blobs alone, and until when. */
export interface BlobLeases {
  /** Does what a request with `comp=lease` asks for. */
  act(path: string, headers: IncomingHttpHeaders): LeaseAnswer;
  /** Why a request may not write the blob; undefined when it may. */
  refusal(path: string, headers: IncomingHttpHeaders): string | undefined;
  /** Ends every lease, as their time does. */
  end(): void;
}

export type LeaseAnswer = { status: number; leaseId: string } | { status: number; code: string };

/** Leases as blob storage gives them: 15 to 60 seconds, renewed and released with their id. */
export function blobLeases(): BlobLeases {
  const held = new Map<string, { id: string; endsAtMs: number; seconds: number }>();
  const holderOf = (path: string) => {
    const lease = held.get(path);
    return lease && lease.endsAtMs > performance.now() ? lease : undefined;
  };
  const hold = (path: string, id: string, seconds: number) =>
    held.set(path, { id, seconds, endsAtMs: performance.now() + seconds * 1000 });

  return {
    end: () => held.clear(),
    act(path, headers) {
      const lease = holderOf(path);
      const id = String(headers["x-ms-lease-id"] ?? headers["x-ms-proposed-lease-id"] ?? "");
      switch (headers["x-ms-lease-action"]) {
        case "acquire": {
          const seconds = Number(headers["x-ms-lease-duration"]);
          if (!(seconds >= 15 && seconds <= 60)) return { status: 400, code: "InvalidHeaderValue" };
          if (lease && lease.id !== id) return { status: 409, code: "LeaseAlreadyPresent" };
          const leaseId = id || randomUUID();
          hold(path, leaseId, seconds);
          return { status: 201, leaseId };
        }
        case "renew":
          if (lease?.id !== id) return { status: 409, code: "LeaseIdMismatchWithLeaseOperation" };
          hold(path, id, lease.seconds);
          return { status: 200, leaseId: id };
        case "release":
          if (lease?.id !== id) return { status: 409, code: "LeaseIdMismatchWithLeaseOperation" };
          held.delete(path);
          return { status: 200, leaseId: id };
        default:
          return { status: 400, code: "InvalidHeaderValue" };
      }
    },
    refusal(path, headers) {
      const lease = holderOf(path);
      const id = headers["x-ms-lease-id"];
      if (lease === undefined)
        return id === undefined ? undefined : "LeaseNotPresentWithBlobOperation";
      if (id === undefined) return "LeaseIdMissing";
      return id === lease.id ? undefined : "LeaseIdMismatchWithBlobOperation";
    },
  };
}
