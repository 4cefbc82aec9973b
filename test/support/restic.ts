import { delimiter, dirname } from "node:path";
import { beforeEach, vi } from "vitest";
import { goProgram } from "./go-tool.ts";

/**
 * Restic, first on the PATH of every test of the file or `describe` that calls this. Without Go to build
 * it with, those tests are skipped with the reason, in CI they fail.
 */
export function resticOnPath(): void {
  const program = goProgram({
    name: "restic",
    module: "github.com/restic/restic",
    package: "cmd/restic",
  });
  beforeEach(() => {
    vi.stubEnv("PATH", `${dirname(program())}${delimiter}${process.env.PATH}`);
    return () => vi.unstubAllEnvs();
  });
}
