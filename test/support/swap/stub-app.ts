import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { next, openScene, running, type Scene } from "./scene.ts";

/** Answers as the application does where a release asks it, and as badly as a test wants. */
export interface StubApp {
  port: number;
  /** What it answers; default its version and 200. */
  version: string;
  status: number;
  /** Paths that it answers with 500 whatever its status is. */
  broken: string[];
  delayMs: number;
  /** `authorization` headers that it got, by path. */
  seen: { path: string; authorization: string | undefined }[];
}

export async function stubApp(version: string): Promise<StubApp> {
  const app: StubApp = { port: 0, version, status: 200, broken: [], delayMs: 0, seen: [] };
  const server = createServer((request, response) => {
    app.seen.push({ path: request.url ?? "", authorization: request.headers.authorization });
    setTimeout(() => {
      const isBroken = app.broken.includes(request.url ?? "");
      response.writeHead(isBroken ? 500 : app.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ status: "ok", version: app.version }));
    }, app.delayMs);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  app.port = (server.address() as AddressInfo).port;
  return app;
}

/** `running` in production, `next` in the slot, both of them stubs. */
export async function openStubs(): Promise<Scene & { apps: Record<"running" | "next", StubApp> }> {
  const apps = { running: await stubApp(running), next: await stubApp(next) };
  const behind = { production: apps.running.port, staging: apps.next.port };
  return { ...(await openScene(behind)), apps };
}
