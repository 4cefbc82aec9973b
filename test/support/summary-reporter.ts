import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** What one run of vitest gave, as `scripts/test.ts` reads it. */
export interface SuiteSummary {
  passed: number;
  failed: number;
  /** Names of what failed. */
  failures: string[];
  skipped: { name: string; reason: string }[];
}

/**
 * Writes a `SuiteSummary` to the file that `TEST_SUMMARY_FILE` names. A file that could not even be
 * loaded counts as one failure; a skipped test keeps the reason that it gave.
 */
export default class SummaryReporter implements Reporter {
  private readonly summary: SuiteSummary = { passed: 0, failed: 0, failures: [], skipped: [] };

  onTestCaseResult(test: TestCase) {
    const result = test.result();
    if (result.state === "passed") this.summary.passed += 1;
    else if (result.state === "failed")
      this.fail(`${test.module.relativeModuleId}: ${test.fullName}`);
    else this.summary.skipped.push({ name: test.fullName, reason: reasonOf(result) });
  }

  onTestModuleEnd(module: TestModule) {
    const tests = [...module.children.allTests()];
    if (module.errors().length > 0 && tests.every((test) => test.result().state !== "failed")) {
      this.fail(`${module.relativeModuleId}: ${messageOf(module.errors()[0])}`);
    }
  }

  onTestRunEnd(_modules: unknown, errors: readonly unknown[]) {
    for (const error of errors) this.fail(messageOf(error));
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, JSON.stringify(this.summary));
  }

  private fail(name: string) {
    this.summary.failed += 1;
    this.summary.failures.push(name);
  }
}

function messageOf(error: unknown): string {
  const isError = typeof error === "object" && error !== null && "message" in error;
  return String(isError ? error.message : error).split("\n", 1)[0] ?? "";
}

function reasonOf(result: ReturnType<TestCase["result"]>): string {
  return "note" in result && result.note ? result.note : "no reason given";
}
