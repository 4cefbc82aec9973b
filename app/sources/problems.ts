/** Takes one sentence on something that could not be read. */
export type Report = (problem: string) => void;

/** Sentences kept per file: enough to see the pattern, few enough for a report a person reads. */
export const problemLimit = 100;

/** Collects sentences; past `problemLimit` they are counted, not kept. */
export function problemList(): { report: Report; sentences: () => string[] } {
  const kept: string[] = [];
  let dropped = 0;
  return {
    report: (problem) => {
      if (kept.length < problemLimit) kept.push(problem);
      else dropped += 1;
    },
    sentences: () => (dropped === 0 ? kept : [...kept, `${dropped} more of this kind`]),
  };
}
