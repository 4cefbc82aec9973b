import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** What one run of vitest gave, as `scripts/test.ts` reads it. */
export interface SuiteSummary {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
}

/**
 * Writes a `SuiteSummary` to the file that `TEST_SUMMARY_FILE` names. A file that could not even be
 * loaded counts as one failure; a skipped test keeps the reason that it gave.
 */
export default class SummaryReporter implements Reporter {
  private readonly summary: SuiteSummary = { passed: 0, failed: 0, skipped: [] };

  onTestCaseResult(test: TestCase) {
    const result = test.result();
    if (result.state === "passed") this.summary.passed += 1;
    else if (result.state === "failed") this.summary.failed += 1;
    else this.summary.skipped.push({ name: test.fullName, reason: reasonOf(result) });
  }

  onTestModuleEnd(module: TestModule) {
    const tests = [...module.children.allTests()];
    if (module.errors().length > 0 && tests.every((test) => test.result().state !== "failed")) {
      this.summary.failed += 1;
    }
  }

  onTestRunEnd(_modules: unknown, errors: readonly unknown[]) {
    this.summary.failed += errors.length;
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, JSON.stringify(this.summary));
  }
}

function reasonOf(result: ReturnType<TestCase["result"]>): string {
  return "note" in result && result.note ? result.note : "no reason given";
}
