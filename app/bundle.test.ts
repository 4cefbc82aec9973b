import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test, vi } from "vitest";
import { bundle } from "../scripts/bundle/bundle.ts";
import { testDatabases } from "../test/support/postgres/databases.ts";
import { freePorts, temporaryFolder } from "./commands/testing.ts";

vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();

test("the bundle migrates and serves a PostgreSQL in an empty folder", async () => {
  using folder = temporaryFolder();
  using packed = temporaryFolder();
  const { file } = await bundle(process.cwd(), packed.path);
  for (const [path, content] of Object.entries(unzipSync(readFileSync(file)))) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), content);
  }
  const { environment } = await databases.empty();
  const [port] = await freePorts(1);
  const env = { HOME: folder.path, PORT: String(port), ...environment };
  const options = { cwd: folder.path, env };

  const steps = execFileSync(process.execPath, ["main.mjs", "migrate"], options).toString();
  expect(steps).toMatch(/^Ran the migration 0001-core\.\n/);
  expect(steps).toContain("\nThe extension vector and its table are there.\n");

  const server = spawn(process.execPath, ["main.mjs", "serve"], { ...options, stdio: "ignore" });
  try {
    await vi.waitFor(
      async () => {
        const ready = await fetch(`http://127.0.0.1:${port}/ready`);
        expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
      },
      { timeout: 20_000 },
    );
    const stats = await fetch(`http://127.0.0.1:${port}/api/stats`);
    expect([stats.status, await stats.json()]).toMatchObject([200, { sessions: 0 }]);
  } finally {
    server.kill("SIGKILL");
  }
});
