import { afterAll, beforeAll, beforeEach } from "vitest";
import { type ChromaServer, startChroma } from "./server.ts";

/**
 * URL of the Chroma of a test file: the one at `CONTRACT_CHROMA_URL`, else a server of its own. Where
 * there is none the tests of the file are skipped with the reason, in CI they fail.
 */
export function chromaUnderTest(): () => string {
  const url = process.env.CONTRACT_CHROMA_URL;
  let own: ChromaServer | undefined;
  let problem: string | undefined;
  beforeAll(async () => {
    try {
      if (!url) own = await startChroma();
    } catch (error) {
      if (process.env.CI === "true") throw error;
      problem = error instanceof Error ? error.message : String(error);
    }
  }, 120_000);
  beforeEach(({ skip }) => {
    if (problem !== undefined) skip(problem);
  });
  afterAll(() => own?.remove());
  return () => own?.url ?? url ?? "";
}
