import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { OpenedDatabase } from "../store/open.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { checkPath, type IngestAnswer, ingestPath } from "./protocol.ts";
import { ingestServer, type TestIngestOptions } from "./test-ingest-server.ts";

/** A server of the ingest routes, over an empty database that goes with the running test. */
export async function testIngest({
  database,
  ...options
}: TestIngestOptions & { database?: OpenedDatabase } = {}) {
  const opened = database ?? (await temporaryDatabase());
  const { server, metricsText, logLines } = ingestServer(opened, options);
  onTestFinished(() => server.close());

  const post = (url: string, body: unknown, key = "ada", headers: Record<string, string> = {}) =>
    server.inject({
      method: "POST",
      url,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      payload: body instanceof Buffer || typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    server,
    database: opened,
    metricsText,
    logLines,
    of: (owner: string) => opened.forOwner(owner),
    post,
    check: (body: unknown, key?: string) => post(checkPath, body, key),
    ingest: (body: unknown, key?: string) => post(ingestPath, body, key),
    async outcomes(body: unknown, key?: string) {
      const answer = (await post(ingestPath, body, key)).json<IngestAnswer>();
      return answer.sessions.map(({ outcome }) => outcome);
    },
  };
}

async function temporaryDatabase(): Promise<OpenedDatabase> {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  const database = await openSqliteDatabase({ directory });
  onTestFinished(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });
  return database;
}
