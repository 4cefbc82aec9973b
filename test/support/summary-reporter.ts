import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { SuiteSummary } from "../../scripts/suite-summary.ts";

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
      this.fail(`${test.module.relativeModuleId}: ${test.fullName}`, result.errors[0]);
    else this.summary.skipped.push({ name: test.fullName, reason: reasonOf(result) });
  }

  onTestModuleEnd(module: TestModule) {
    const tests = [...module.children.allTests()];
    if (module.errors().length > 0 && tests.every((test) => test.result().state !== "failed")) {
      this.fail(module.relativeModuleId, module.errors()[0]);
    }
  }

  onTestRunEnd(_modules: unknown, errors: readonly unknown[]) {
    for (const error of errors) this.fail("outside of tests", error);
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, JSON.stringify(this.summary));
  }

  private fail(name: string, error: unknown) {
    this.summary.failed += 1;
    this.summary.failures.push({ name, reason: reasonLines(error) });
  }
}

/** Whoever reads the end of a long log has no more than these. */
const maxReasonLines = 20;

function reasonLines(error: unknown): string[] {
  const { message = String(error), diff = "", stack = "" } = Object(error);
  const place = String(stack)
    .split("\n")
    .filter((line) => line.startsWith("    at "));
  return stripVTControlCharacters([message, diff, place[0] ?? ""].join("\n"))
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(0, maxReasonLines);
}

function reasonOf(result: ReturnType<TestCase["result"]>): string {
  return "note" in result && result.note ? result.note : "no reason given";
}
