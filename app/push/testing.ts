import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { zstdDecompressSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { type PushOptions, pushVerb } from "../commands/push.ts";
import { recordedTerminal } from "../commands/testing.ts";
import { testIngest } from "../ingest/testing.ts";
import type { Patience } from "../resilience/retry.ts";
import { rulesVersion } from "../sanitize/rules-version.ts";
import { readSettings, type Settings } from "../settings.ts";
import type { Session } from "../sources/model.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { readState, sourceFile } from "../store/test-chats.ts";

/** Enough for what a test lets go wrong. */
export const testPatience: Patience = {
  giveUpAfterMs: 20_000,
  firstWaitMs: 1,
  longestWaitMs: 20,
};

/** Settings of a machine on which `sessions` are stored; it goes with the running test. */
export async function machineWith(sessions: Session[], rules?: string): Promise<Settings> {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return machineAt(directory, sessions, rules);
}

/** Settings of a machine that keeps `sessions`, sanitized, in `directory`; its key is Ada's. */
export async function machineAt(
  directory: string,
  sessions: Session[],
  rules: string = rulesVersion,
): Promise<Settings> {
  const { store } = await openSqliteStore({ directory });
  for (const session of sessions) {
    const file = sourceFile({ path: `/home/ada/${session.source}/${session.id}.json` });
    const sanitation = { rulesVersion: rules, findings: [] };
    await store.saveSession(session, file, readState(file), sanitation);
  }
  await store.close();
  return readSettings({
    CHATS_DATA_DIRECTORY: directory,
    CHATS_PUSH_KEY: "ada",
    CHATS_LOG_LEVEL: "silent",
  });
}

/** What becomes of a request: it comes through, or the connection is cut before, after or amid the answer. */
export type Fate = "pass" | "slow" | "cut" | "cut-answer" | "half-answer" | Answer;

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server between a client and the real one, at `upstream`, that keeps what it is sent. */
export async function standIn(
  upstream: string,
  fateOf: (index: number, body: string) => Fate | Promise<Fate> = () => "pass",
) {
  const bodies: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer(async (request, response) => {
    const sent = await buffer(request).catch(() => undefined);
    if (sent === undefined) return;
    const body = zstdDecompressSync(sent).toString();
    bodies.push(body);
    headers.push(request.headers);
    await answer(request, sent, response, await fateOf(bodies.length - 1, body));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const answer = async (
    { url = "", headers }: IncomingMessage,
    sent: Buffer,
    response: ServerResponse,
    fate: Fate,
  ) => {
    if (fate === "cut") return response.destroy();
    if (typeof fate === "object") {
      return response.writeHead(fate.status, fate.headers).end(fate.body);
    }
    if (fate === "slow") await wait(30);
    const { authorization = "", "content-type": type = "", "content-encoding": encoding } = headers;
    const answered = await fetch(`${upstream}${url}`, {
      method: "POST",
      headers: { authorization, "content-type": type, "content-encoding": String(encoding) },
      body: sent,
    });
    const text = await answered.text();
    if (fate === "cut-answer") return response.destroy();
    response.writeHead(answered.status, { "content-length": Buffer.byteLength(text) });
    if (fate !== "half-answer") return response.end(text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, bodies, headers };
}

/** A server for Ada and others, seen through a stand-in. */
export async function teamServer(fateOf?: Parameters<typeof standIn>[1]) {
  const ingest = await testIngest();
  const upstream = await ingest.server.listen({ host: "127.0.0.1", port: 0 });
  const { address, bodies, headers } = await standIn(upstream, fateOf);
  return { ...ingest, address, bodies, headers };
}

/** Pushes from the machine with `settings`, as the command does. */
export async function pushFrom(settings: Settings, options: Partial<PushOptions> & { to: string }) {
  const { terminal, out, err } = recordedTerminal();
  const all = { batchBytes: 4_000_000, ...options };
  const exitCode = await pushVerb(all, settings, terminal, testPatience);
  return { exitCode, out, err };
}

/** A line of a command without the time that it took. */
export function withoutTime(line: string | undefined): string | undefined {
  return line?.replace(/ in [\d.]+ m?s/, " in no time");
}
