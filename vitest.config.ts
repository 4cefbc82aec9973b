import { defineConfig } from "vitest/config";

/**
 * One project per suite, so that `npx vitest --project unit` runs just that one. The engine suite
 * drives a real Pulumi CLI and real processes: its files run one after another.
 */
export default defineConfig({
  test: {
    // The standard is one worker fewer than cores, which leaves a two-core machine half idle.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "app/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
