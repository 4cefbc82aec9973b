/** A session on its way, as JSON. */
export interface OutgoingSession {
  id: string;
  json: string;
}

/** Groups of about `bytes`, a longer session alone; `count` of them at most. */
export async function* batched(
  sessions: AsyncIterable<OutgoingSession>,
  { bytes, count }: { bytes: number; count: number },
): AsyncIterable<OutgoingSession[]> {
  let batch: OutgoingSession[] = [];
  let batchBytes = 0;
  for await (const session of sessions) {
    const size = Buffer.byteLength(session.json);
    if (batch.length > 0 && (batchBytes + size > bytes || batch.length === count)) {
      yield batch;
      batch = [];
      batchBytes = 0;
    }
    batch.push(session);
    batchBytes += size;
  }
  if (batch.length > 0) yield batch;
}
