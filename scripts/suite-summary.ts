/** What one run of vitest gave. */
export interface SuiteSummary {
  passed: number;
  failed: number;
  failures: Failure[];
  skipped: { name: string; reason: string }[];
}

export interface Failure {
  /** The test with its file, or where else it went wrong. */
  name: string;
  /** First lines of the reason. */
  reason: string[];
}
