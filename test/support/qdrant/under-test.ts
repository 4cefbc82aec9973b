import { afterAll, beforeAll } from "vitest";
import { qdrantStandIn } from "./stand-in.ts";

export interface QdrantUnderTest {
  url: string;
  apiKey: (() => string) | undefined;
}

/**
 * The Qdrant of a test file: the one at `CONTRACT_QDRANT_URL`, with the key in
 * `CONTRACT_QDRANT_API_KEY` if it wants one, else a stand-in.
 */
export function qdrantUnderTest(): () => QdrantUnderTest {
  const { CONTRACT_QDRANT_URL: url, CONTRACT_QDRANT_API_KEY: key } = process.env;
  let standIn: Awaited<ReturnType<typeof qdrantStandIn>> | undefined;
  beforeAll(async () => {
    if (!url) standIn = await qdrantStandIn();
  });
  afterAll(() => standIn?.stop());
  return () =>
    standIn === undefined
      ? { url: url ?? "", apiKey: key ? () => key : undefined }
      : { url: standIn.url, apiKey: undefined };
}
