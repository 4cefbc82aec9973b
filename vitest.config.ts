import { defineConfig } from "vitest/config";

/**
 * One project per suite, so that `npx vitest --project unit` runs just that one. The files of the
 * engine suite drive a real Pulumi CLI, each with folders, ports and processes of its own.
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
          // Property tests and servers share the cores; no test here is about time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // One engine of Docker, which all files take turns with.
          name: "docker",
          include: ["test/docker/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // Looks at time, so that one file at a time has the machine.
          name: "fault",
          include: ["test/fault/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
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
