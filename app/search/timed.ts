import type { SearchLeg, SearchParts } from "./search.ts";

/** Tells the recorder how long a step took, whether it gave anything or not. */
export async function timed<Result>(
  { recorder }: Pick<SearchParts, "recorder">,
  leg: SearchLeg,
  step: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await step();
  } finally {
    recorder?.leg(leg, (performance.now() - startedAt) / 1000);
  }
}
