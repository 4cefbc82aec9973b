import type { IngestRequest } from "../ingest/protocol.ts";
import type { OutgoingSession } from "./batches.ts";
import type { PushRequest } from "./push.ts";
import type { PushReport } from "./report.ts";
import { BodyTooLarge, PushStopped } from "./server.ts";

/**
 * Sends a batch and counts what became of it. A server, or a proxy before it, that takes only smaller
 * bodies gets it in two halves; a session that is too large alone is refused.
 */
export async function sendBatch(
  batch: OutgoingSession[],
  request: Pick<PushRequest, "server" | "collector" | "sanitizer" | "visibility">,
  report: PushReport,
): Promise<void> {
  try {
    await send(batch, request, report);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const [only] = batch;
    if (only !== undefined && batch.length === 1) {
      report.refused.push({ session: only.id, problem: error.message });
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await sendBatch(batch.slice(0, half), request, report);
    await sendBatch(batch.slice(half), request, report);
  }
}

async function send(
  batch: OutgoingSession[],
  { server, collector, sanitizer, visibility }: Parameters<typeof sendBatch>[1],
  report: PushReport,
): Promise<void> {
  const { rulesVersion } = sanitizer;
  const head: Omit<IngestRequest, "sessions"> = { collector, rulesVersion, visibility };
  const sessions = batch.map(({ json }) => json).join(",");
  const answer = await server.ingest(
    `${JSON.stringify(head).slice(0, -1)},"sessions":[${sessions}]}`,
  );
  if (answer.sessions.length !== batch.length) {
    throw new PushStopped(
      `The server answers for ${answer.sessions.length} of ${batch.length} sessions`,
    );
  }
  report.secretsRedacted += answer.secretsRedacted;
  for (const [index, { outcome, problem }] of answer.sessions.entries()) {
    if (outcome === "refused") {
      const session = batch[index]?.id ?? "";
      report.refused.push({ session, problem: problem?.message ?? "refused by the server" });
    } else {
      report[outcome] += 1;
    }
  }
}
