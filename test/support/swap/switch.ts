import { createServer, type Server, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Two addresses in front of two applications, which a swap exchanges. */
export interface Switch {
  productionUrl: string;
  stagingUrl: string;
  /** Ports of the applications behind the two. */
  behind: { production: number; staging: number };
  /** What users have met at the production address. */
  users: { requests: number; failed: number };
  exchange(): void;
}

/**
 * Stands in for the front ends of App Service: a request goes to what is behind its address when it
 * comes, and stays there. Proves that whoever swaps loses no request here; not how Azure's own front
 * ends, its warm-up and its restarts of instances behave.
 */
export async function applicationSwitch(behind: Switch["behind"]): Promise<Switch> {
  const production = await proxy(
    () => behind.production,
    (status) => {
      result.users.requests++;
      if (status >= 500) result.users.failed++;
    },
  );
  const staging = await proxy(
    () => behind.staging,
    () => {},
  );
  const result: Switch = {
    productionUrl: production,
    stagingUrl: staging,
    behind,
    users: { requests: 0, failed: 0 },
    exchange() {
      [behind.production, behind.staging] = [behind.staging, behind.production];
    },
  };
  return result;
}

async function proxy(port: () => number, onAnswer: (status: number) => void): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forward = send({ host: "127.0.0.1", port: port(), method, path: url, headers });
    forward.on("response", (answer) => {
      onAnswer(answer.statusCode ?? 502);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forward.on("error", () => {
      onAnswer(502);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(forward);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => closed(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
