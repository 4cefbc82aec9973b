import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** One item of telemetry, as the ingestion endpoint gets it. */
export interface Envelope {
  name: string;
  sampleRate: number;
  tags: Record<string, string>;
  data: { baseType: string; baseData: Record<string, unknown> };
}

/**
 * A stand-in for the ingestion endpoint of Application Insights on this machine. For tests. With
 * `accepts` false it asks for every item again later.
 */
export async function collector({ accepts } = { accepts: true }) {
  const envelopes: Envelope[] = [];
  const paths = new Set<string>();
  const server = createServer(async (request, response) => {
    paths.add(`${request.method} ${request.url}`);
    const items = (await json(request)) as Envelope[];
    envelopes.push(...items);
    const errors = accepts
      ? []
      : items.map((_, index) => ({ index, statusCode: 500, message: "Try again later." }));
    response.writeHead(accepts ? 200 : 206, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        itemsReceived: items.length,
        itemsAccepted: items.length - errors.length,
        errors,
      }),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: connectionStringTo(port),
    envelopes,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

/** The connection string of a collector on that port of this machine. */
export function connectionStringTo(port: number): string {
  return (
    "InstrumentationKey=00000000-0000-0000-0000-000000000001;" +
    `IngestionEndpoint=http://127.0.0.1:${port}/`
  );
}
